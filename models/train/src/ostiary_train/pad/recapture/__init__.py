"""Photographs that are printed or displayed and photographed again, and the same faces photographed as they are.

Lengths on a medium are told in lengths of the face box's longer side ("units"), from the middle of the face, unless said otherwise.
"""
