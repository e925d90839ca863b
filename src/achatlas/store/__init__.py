"""What is kept, and how it is asked: engine, snapshots, register, publications."""
