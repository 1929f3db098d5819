"""What a document is: number, title, issuer, dates; and where one ends in a gazette (文件要素)."""
