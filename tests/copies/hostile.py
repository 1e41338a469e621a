"""Pages that try to run a script or to fetch something, in every place that HTML has for it.

`RUN` stands where a script would be and `FETCH` where an address would be; a test fills them in.
"""

from __future__ import annotations

import itertools
import random

RUN, FETCH = "__RUN__", "__FETCH__"

_EVENTS = (
    "onload onerror onclick onfocus onblur onmouseover onpointerenter ontoggle onanimationstart"
    " ontransitionend onbegin onend onrepeat onscroll onwheel oncopy onpaste ondrag onsubmit oninput"
    " onbeforetoggle onplay oncanplay onpageshow onhashchange onmessage oncontentvisibilityautostatechange"
)
_TAGS = (
    "img body div svg p a b details marquee video audio input button textarea select form iframe object embed"
    " math td table style link meta base template slot dialog custom-thing font center frameset"
)
_URLS = (
    "href src action formaction data poster background cite longdesc ping srcset imagesrcset xlink:href"
    " codebase manifest profile icon archive classid usemap dynsrc lowsrc"
)
_SCHEMES = (
    f"javascript:{RUN}",
    f"JaVaScRiPt:{RUN}",
    f"java\tscript:{RUN}",
    f"&#106;avascript:{RUN}",
    f"\x01javascript:{RUN}",
    f"vbscript:{RUN}",
    f"data:text/html,<script>{RUN}</script>",
    FETCH,
    f"//{FETCH.removeprefix('http://')}",
    f"{FETCH} 1x, {FETCH} 2x",
)
_WHOLE = (
    f"<script>{RUN}</script>",
    f"<script src={FETCH}></script>",
    f"<SCRIPT\n>{RUN}</SCRIPT\t>",
    f"<scr<script>ipt>{RUN}</scr</script>ipt>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><script href={FETCH} /></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s></svg>",
    f"<svg><set attributeName=href to=javascript:{RUN} /></svg>",
    f"<svg><a xlink:href='javascript:{RUN}'><text>x</text></a></svg>",
    f"<svg><foreignObject><img src={FETCH} onerror={RUN}></foreignObject></svg>",
    f"<svg><style><img src=x onerror={RUN}></style></svg>",
    f"<svg></p><style><a title='</style><img src=x onerror={RUN}>'>",
    f"<math><mtext><table><mglyph><style><img src=x onerror={RUN}></style></mglyph></table></mtext></math>",
    f"<math><annotation-xml encoding=text/html><img src={FETCH} onerror={RUN}></annotation-xml></math>",
    f"<math><mi href='javascript:{RUN}'>x</mi></math>",
    f"<form><math><mtext></form><form><mglyph><style></math><img src onerror={RUN}>",
    f"<noscript><p title='</noscript><img src=x onerror={RUN}>'></noscript>",
    f"<textarea><img title='</textarea><img src=x onerror={RUN}>'></textarea>",
    f"<title><img title='</title><img src=x onerror={RUN}>'></title>",
    f"<xmp><img title='</xmp><img src=x onerror={RUN}>'></xmp>",
    f"<noembed><img title='</noembed><img src=x onerror={RUN}>'></noembed>",
    f"<iframe srcdoc='<script>{RUN}</script><img src={FETCH}>'></iframe>",
    f"<iframe src={FETCH}></iframe>",
    f"<frameset><frame src={FETCH}></frameset>",
    f"<object data={FETCH}><param name=src value={FETCH}></object>",
    f"<embed src={FETCH}>",
    f"<applet code=x codebase={FETCH}></applet>",
    f"<link rel=stylesheet href={FETCH}>",
    f"<link rel=preload as=script href={FETCH}>",
    f"<link rel=dns-prefetch href={FETCH}>",
    f"<link rel=icon href={FETCH}>",
    f"<meta http-equiv=refresh content='0;url={FETCH}'>",
    f"<meta http-equiv=refresh content='0;url=javascript:{RUN}'>",
    f"<meta http-equiv=Link content='<{FETCH}>; rel=preload'>",
    f"<base href={FETCH}><img src=x><a href=y>z</a>",
    f"<style>@import '{FETCH}'; body {{ background: url({FETCH}) }}</style>",
    f"<style>@font-face {{ font-family: x; src: url({FETCH}) }} * {{ font-family: x }}</style>",
    f"<p style='background: url({FETCH})'>x</p>",
    f"<p style=\"list-style: url('{FETCH}')\">x</p>",
    f"<p style='behavior: url({FETCH}); -moz-binding: url({FETCH})'>x</p>",
    f"<img srcset='{FETCH} 1x'><picture><source srcset={FETCH}><img src={FETCH}></picture>",
    f"<video poster={FETCH} autoplay><source src={FETCH}><track src={FETCH} default></video>",
    f"<audio src={FETCH} autoplay></audio>",
    f"<input type=image src={FETCH}>",
    f"<body background={FETCH}><table background={FETCH}><tr><td background={FETCH}>x</table>",
    f"<form action={FETCH}><input name=a value=1 autofocus onfocus={RUN}><button>go</button></form>",
    f"<isindex action={FETCH} type=image src={FETCH}>",
    f"<button popovertarget=x onclick={RUN}>x</button><div id=x popover onbeforetoggle={RUN}>y</div>",
    f"<template shadowrootmode=open><img src={FETCH} onerror={RUN}></template>",
    f"<div><template><script>{RUN}</script></template></div>",
    f"<!--><img src={FETCH} onerror={RUN}>-->",
    f"<!--[if IE]><script>{RUN}</script><![endif]-->",
    f"<!-- --!><img src=x onerror={RUN}> -->",
    f"<![CDATA[<img src={FETCH} onerror={RUN}>]]>",
    f"<?xml-stylesheet href='{FETCH}'?><?php echo '<script>{RUN}</script>' ?>",
    f"<a href='javascript:{RUN}' target=_top>x</a><map name=m><area href='javascript:{RUN}'></map>",
    f"<details open ontoggle={RUN}><summary>x</summary></details>",
    f"<marquee onstart={RUN}>x</marquee><keygen autofocus onfocus={RUN}>",
    f"<select><option><style></option></select><img src=x onerror={RUN}></style>",
    f"<table><td><svg><desc><table><td><img src={FETCH} onerror={RUN}></table></svg></table>",
    f"<a\x00 href=javascript:{RUN}>x</a><img\x0csrc={FETCH}\x0conerror={RUN}>",
    f"<img src='{FETCH}' onerror='{RUN}'",  # not closed at the end
    f"<plaintext><img src={FETCH} onerror={RUN}>",
)


def pieces() -> list[str]:
    """One hostile piece of HTML for each place, and for each tag with each event and each address."""
    tags = _TAGS.split()
    events = [f"<{tag} {event}={RUN}>x</{tag}>" for tag, event in itertools.product(tags, _EVENTS.split())]
    urls = [
        f'<{tag} {name}="{url}">x</{tag}>'
        for tag, name, url in itertools.product(tags, _URLS.split(), _SCHEMES)
    ]
    return [*_WHOLE, *events, *urls]


def pages(count: int, seed: int = 1) -> list[str]:
    """Pages of some pieces each, drawn by `seed`, with words around them; all whole pieces come up."""
    drawn = random.Random(seed)
    some = pieces()
    made = []
    for number in range(count):
        first = _WHOLE[number % len(_WHOLE)]
        chosen = [first, *drawn.choices(some, k=6)]
        drawn.shuffle(chosen)
        made.append("<!doctype html><html><body><p>before" + " between ".join(chosen) + "</p> zkafter</body>")
    return made
