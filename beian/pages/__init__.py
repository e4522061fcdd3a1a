"""What the pages of every portal share: layouts, components, tables, forms, exports, errors. Knows no tier."""
