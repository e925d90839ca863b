"""What is known of each operator beyond its name: its size, its place, what the lists given say."""
