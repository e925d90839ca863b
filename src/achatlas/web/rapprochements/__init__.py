"""Who was really paid, where the rules cannot tell: the queue that persons judge, one pair at a time."""
