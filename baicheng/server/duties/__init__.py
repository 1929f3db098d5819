"""Duties (报送与巡查义务): what they owe becomes assignments, what is done fulfils them."""
