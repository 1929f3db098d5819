"""Rules (规则) as dated data: scorecards, decisions, grades, benefits; checked, compiled to SQL, explained."""
