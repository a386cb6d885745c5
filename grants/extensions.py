"""Extensions, created here and bound in create_app()."""

from __future__ import annotations

from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy

from grants.models import Base

db = SQLAlchemy(model_class=Base)
migrate = Migrate()
