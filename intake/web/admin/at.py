"""Who may come in, and what the pages share."""

from typing import Annotated

from fastapi import Depends, Form

from intake.domain.staff import Act
from intake.ports import Ports
from intake.web.dependencies import Desk, reads, writes

Reader = Annotated[Desk, Depends(reads(Act.ADMINISTER))]
Writer = Annotated[Desk, Depends(writes(Act.ADMINISTER))]
Text = Annotated[str, Form()]


def areas_of_the_city(ports: Ports) -> list[tuple[str, str]]:
    """The city and its counties, after the province they lie in."""
    province = ports.home_area[:2]
    own = [one for one in ports.directory.areas() if one[0].startswith(ports.home_area)]
    return [(province, ports.directory.area_name(province) or province), *own]
