"""Who may come in, and what the pages share."""

from typing import Annotated

from fastapi import Depends, Form

from intake.domain.staff import Act
from intake.web.dependencies import Desk, reads, writes

Reader = Annotated[Desk, Depends(reads(Act.ADMINISTER))]
Writer = Annotated[Desk, Depends(writes(Act.ADMINISTER))]
Text = Annotated[str, Form()]
