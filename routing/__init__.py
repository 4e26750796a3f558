"""Decide which department must answer a complaint, by when, and say why.

A library: text in, assignment out. It reads its own catalogue files and nothing else.
"""
