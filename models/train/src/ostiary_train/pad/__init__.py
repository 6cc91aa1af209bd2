"""Passive presentation attack detection: is a face a person, a print or a screen?"""
