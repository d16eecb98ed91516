"""Help inside the product: how-to pages from docs/how-to, and how each pay line is worked out, from its rule."""
