"""The span reader: a MiniLM encoder, a start and an end score a token, and a verdict whether the text answers at all.

After Devlin et al. 2019 (section 4.3: no answer is a span at the first token) with the separate answer verifier of
Zhang et al. 2021 ("Retrospective Reader", section 3.2) as a second head over the first token.
"""

from __future__ import annotations

from pathlib import Path
from typing import cast

import torch
from torch import nn
from transformers import AutoModel, BertModel

MASKED = -1e4


class SpanReader(nn.Module):
    """Token ids in; start scores, end scores (examples x tokens) and an answerable logit (examples) out."""

    def __init__(self, encoder: BertModel) -> None:
        super().__init__()
        self.encoder = encoder
        width = int(encoder.config.hidden_size)
        self.span = nn.Linear(width, 2)
        self.verdict = nn.Sequential(nn.Linear(3 * width, width), nn.GELU(), nn.Linear(width, 1))

    def forward(
        self, ids: torch.Tensor, mask: torch.Tensor, kinds: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Read one padded batch; tokens of the question and the padding can neither start nor end a span."""
        hidden = self.encoder(input_ids=ids, attention_mask=mask, token_type_ids=kinds).last_hidden_state
        scores = self.span(hidden).float()
        allowed = kinds * mask
        first = torch.zeros_like(allowed)
        first[:, 0] = 1
        scores = scores + (1 - torch.maximum(allowed, first)).unsqueeze(-1) * MASKED
        start, end = scores[..., 0], scores[..., 1]
        # The verdict looks at the first token and at the tokens where the spans most likely start and end.
        text_start = (start + first * MASKED).softmax(-1).to(hidden.dtype)
        text_end = (end + first * MASKED).softmax(-1).to(hidden.dtype)
        left = torch.einsum("bt,bth->bh", text_start, hidden)
        right = torch.einsum("bt,bth->bh", text_end, hidden)
        verdict = self.verdict(torch.cat([hidden[:, 0], left, right], dim=-1)).squeeze(-1).float()
        return start, end, verdict


def fresh(folder: Path, dropout: float = 0.0) -> SpanReader:
    """Return a reader on the encoder of a sentence-transformers folder; its heads are untrained.

    `dropout` is the share of hidden values and of attention that is left out in training.
    """
    encoder = AutoModel.from_pretrained(
        folder,
        add_pooling_layer=False,
        attn_implementation="eager",
        hidden_dropout_prob=dropout,
        attention_probs_dropout_prob=dropout,
    )
    return SpanReader(cast("BertModel", encoder))


def loss_of(
    outputs: tuple[torch.Tensor, torch.Tensor, torch.Tensor], start: torch.Tensor, end: torch.Tensor
) -> torch.Tensor:
    """Mean of the start and end cross entropies, plus the binary cross entropy of the verdict."""
    starts, ends, verdict = outputs
    span = (nn.functional.cross_entropy(starts, start) + nn.functional.cross_entropy(ends, end)) / 2
    return span + 0.5 * nn.functional.binary_cross_entropy_with_logits(verdict, (start > 0).float())
