"""Papers: PDFs made from records alone, sealed with the node's key, and checked again byte by byte (docs/decisions/0008)."""

from beian.papers.drawing import picture, qr
from beian.papers.rendering import PaperRefused, render
from beian.papers.sealing import seal
from beian.papers.verifying import Seal, verify

__all__ = ["PaperRefused", "Seal", "picture", "qr", "render", "seal", "verify"]
