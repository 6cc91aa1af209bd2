"""
AdamW (Loshchilov & Hutter 2019) for what is not a matrix, Muon (Jordan et al. 2024) for what is one: the kernels of 1×1 and of full
convolutions, as [inputs, outputs]. Both in torch's own implementations.
"""

import keras
import torch


class MatrixOptimizer:
    """One step, one learning rate and one state for both."""

    def __init__(self, model: keras.Model, learning_rate: float, weight_decay: float) -> None:
        values = [weight.value for weight in model.trainable_weights]
        # A depthwise kernel is [height, width, channels, 1].
        self._kernels = [value for value in values if value.ndim == 4 and value.shape[-1] > 1]
        self._others = [value for value in values if value.ndim != 4 or value.shape[-1] == 1]
        # The same memory seen as a matrix, so that a step on one is a step on the other.
        self._matrices = [torch.nn.Parameter(kernel.detach().view(-1, kernel.shape[-1])) for kernel in self._kernels]
        # This adjustment gives Muon's steps the size of Adam's, so that one learning rate serves both.
        self._muon = torch.optim.Muon(self._matrices, learning_rate, weight_decay, adjust_lr_fn="match_rms_adamw")
        self._adam = torch.optim.AdamW(self._others, learning_rate, weight_decay=weight_decay)

    def step(self, learning_rate: float) -> None:
        """Uses the gradients and forgets them."""
        for matrix, kernel in zip(self._matrices, self._kernels):
            matrix.grad = kernel.grad.view(matrix.shape)
        for optimizer in (self._muon, self._adam):
            for group in optimizer.param_groups:
                group["lr"] = learning_rate
            optimizer.step()
        for value in (*self._kernels, *self._others):
            value.grad = None

    def state_dict(self) -> dict:
        return {"muon": self._muon.state_dict(), "adam": self._adam.state_dict()}

    def load_state_dict(self, state: dict) -> None:
        self._muon.load_state_dict(state["muon"])
        self._adam.load_state_dict(state["adam"])
