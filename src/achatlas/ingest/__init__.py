"""A file of a buyer becomes `brut__*` Parquet and its rejects, with a balance that an independent counter
proves.
"""
