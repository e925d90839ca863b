"""The screens: the only place that knows Django and HTTP. Nothing is computed here that `analyse` can
compute."""
