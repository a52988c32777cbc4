"""The catalogue in pieces, as it is taken over for practice."""

from edge_agent.db.queries.articles import ArticleRow
from edge_agent.db.query import Query

ARTICLES_AFTER = Query("practice.articles_after", ArticleRow)
