"""The web system (系统): a Django project of small apps, one noun each."""
