"""Base page, navigation, shared components and assets (界面); knows no other app."""
