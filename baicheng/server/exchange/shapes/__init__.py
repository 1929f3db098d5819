"""What the API takes and gives (数据格式): the shapes that OpenAPI describes."""
