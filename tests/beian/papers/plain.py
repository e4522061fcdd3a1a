"""A paper of one sentence, for what is true of every paper."""

from functools import cache

from beian.papers import rendering

SOURCE = '#import "page.typ": data, paper\n#show: paper\n#data.text\n'


@cache
def paper(text: str = "网站备案信息真实性核验单") -> bytes:
    return rendering.written(SOURCE.encode(), {"text": text})
