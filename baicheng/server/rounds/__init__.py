"""Assessment rounds (考核轮次): marks that people give, draft results, objections, approval, what follows."""
