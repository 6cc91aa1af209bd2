"""What a wrong answer costs."""

import torch
from torch.nn import functional as F

from .network import STRIDES
from .targets import Cells, assign


def detection_loss(outputs: dict[str, torch.Tensor], grid: Cells, targets: torch.Tensor) -> dict[str, torch.Tensor]:
    """
    outputs as `torch_forward.forward` gives them. Sums over cells per face found, the parts by name:
    face: focal loss (Lin et al. 2017), γ = 2; quality: quality focal loss (Li et al. 2020) on the overlap reached;
    box: generalised IoU (Rezatofighi et al. 2019); points: mean distance in face sizes.
    """
    face, quality, box, points = (torch.cat([outputs[f"{kind}_{stride}"] for stride in STRIDES], 1) for kind in ("face", "quality", "box", "points"))
    face, quality = face[..., 0], quality[..., 0]
    state, which = assign(grid, targets)
    positive = state > 0
    count = positive.sum().clamp(min=1)

    image, cell = positive.nonzero(as_tuple=True)
    wanted = targets[image, which[image, cell]]
    corner, stride = grid.corner[cell], grid.stride[cell][:, None]
    centre = (corner + box[image, cell, :2]) * stride
    size = box[image, cell, 2:].clamp(-3, 4).exp() * stride
    overlap, generalised = _overlap(centre - size / 2, size, wanted[:, :2], wanted[:, 2:4])
    at = (corner[:, None] + points[image, cell].reshape(-1, 5, 2)) * stride[:, None]
    extent = wanted[:, 2:4].prod(1).sqrt()[:, None]
    apart = (at - wanted[:, 4:14].reshape(-1, 5, 2)).norm(dim=2) / extent

    goal = torch.zeros_like(quality)
    goal[image, cell] = overlap.detach().clamp(0, 1)
    counted = (state >= 0).float()
    weight = (positive.float() - torch.sigmoid(face)).abs() ** 2 * counted
    doubt = (goal - torch.sigmoid(quality)).abs() ** 2 * counted
    entropy = F.binary_cross_entropy_with_logits
    return {
        "face": (weight * entropy(face, positive.float(), reduction="none")).sum() / count,
        "quality": (doubt * entropy(quality, goal, reduction="none")).sum() / count,
        "box": (1 - generalised).sum() / count,
        "points": apart.sum() / count / 5,
    }


def _overlap(low, size, other_low, other_size):
    high, other_high = low + size, other_low + other_size
    common = (torch.minimum(high, other_high) - torch.maximum(low, other_low)).clamp(min=0).prod(1)
    union = size.prod(1) + other_size.prod(1) - common
    hull = (torch.maximum(high, other_high) - torch.minimum(low, other_low)).prod(1)
    overlap = common / union.clamp(min=1e-6)
    return overlap, overlap - (hull - union) / hull.clamp(min=1e-6)
