"""Celery: it carries out what committed events ask for. Tasks take ids and may run twice."""
