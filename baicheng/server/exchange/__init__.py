"""How other programs talk to Baicheng (数据交换): the API under /api/v1, tokens, bulk data, signed webhooks."""
