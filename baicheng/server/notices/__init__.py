"""What is told to whom (通知): the inbox."""
