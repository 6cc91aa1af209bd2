"""Which cell answers for which face."""

from dataclasses import dataclass

import torch

from .network import STRIDES

FACE_SIZES = {8: (0, 44), 16: (32, 150), 32: (110, 1e9)}
"""Pixels of a face's longer side that a grid answers for. They overlap, so that no size lies on an edge."""
MARGIN = 1.35
"""By this factor beyond its sizes a grid is neither right nor wrong."""


@dataclass(frozen=True)
class Cells:
    """All cells of all grids: corner [cells, 2] in cells, stride [cells], and the range of sizes [cells, 2]."""

    corner: torch.Tensor
    stride: torch.Tensor
    sizes: torch.Tensor


def cells(size: int) -> Cells:
    corners, strides, sizes = [], [], []
    for stride in STRIDES:
        side = size // stride
        y, x = torch.meshgrid(torch.arange(side), torch.arange(side), indexing="ij")
        corners.append(torch.stack([x.ravel(), y.ravel()], 1).float())
        strides.append(torch.full((side * side,), float(stride)))
        sizes.append(torch.tensor([FACE_SIZES[stride]]).expand(side * side, 2))
    return Cells(torch.cat(corners), torch.cat(strides), torch.cat(sizes))


def assign(grid: Cells, targets: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """
    targets: [n, faces, 15] as the composer makes them.
    Returns state [n, cells]: 1 face, 0 none, -1 don't care; and face [n, cells], the index of the face that a cell of state 1 finds.
    """
    box, state = targets[:, None, :, :4], targets[:, None, :, 14]
    centre = (grid.corner + 0.5) * grid.stride[:, None]
    offset = (centre[None, :, None] - box[..., :2] - box[..., 2:] / 2).abs()
    distance = (offset / box[..., 2:].clamp(min=1)).amax(-1)
    side = box[..., 2:].amax(-1)
    stride = grid.stride[None, :, None]
    low, high = grid.sizes[:, 0][None, :, None], grid.sizes[:, 1][None, :, None]
    fits = (side >= low) & (side < high)
    nearly = (side >= low / MARGIN) & (side < high * MARGIN)
    # The middle of the face: about a quarter of its size around the centre, at least the cell that holds it, at most three cells across.
    middle = (offset.amax(-1) <= (0.28 * side).clamp(max=1.5 * stride)) | (offset.amax(-1) <= 0.5 * stride)
    positive = (state > 0) & fits & middle
    unsure = ((state > 0) & nearly & (distance < 0.38)) | ((state < 0) & (distance < 0.5)) | ((state > 0) & nearly & middle)
    nearest = distance.masked_fill(~positive, 1e9)
    face = nearest.argmin(-1)
    found = positive.any(-1)
    return torch.where(found, 1, torch.where(unsure.any(-1), -1, 0)), face
