"""`/v1/promotions`: the rules that prices go by."""

from litestar import delete, get, put
from litestar.params import FromPath, JSONBody

from edge_agent.api.agent import Agent
from edge_agent.api.problems import AnyRequest
from edge_agent.services import promotions
from edge_agent.wire.promotions import PromotionAnswer, PromotionsView, PutPromotion


@get("/promotions")
async def list_promotions(agent: Agent, request: AnyRequest) -> PromotionsView:
    """The shop's promotions, those that do not hold now too."""
    await agent.who(request)
    return await promotions.read_promotions(agent.reads)


@put("/promotions/{promotion_id:str}", request_max_body_size=1024 * 1024)
async def put_promotion(
    agent: Agent, request: AnyRequest, promotion_id: FromPath[str], data: JSONBody[PutPromotion]
) -> PromotionAnswer:
    """Start a promotion or change it, by right; carts opened from now on go by it."""
    return await agent.change(
        request,
        PromotionAnswer,
        lambda tx, who: promotions.put_promotion(tx, agent.settings, who, promotion_id, data.rule),
    )


@delete("/promotions/{promotion_id:str}", status_code=200)
async def stop_promotion(agent: Agent, request: AnyRequest, promotion_id: FromPath[str]) -> PromotionAnswer:
    """Stop a promotion, by right; carts opened before keep it."""
    return await agent.change(
        request,
        PromotionAnswer,
        lambda tx, who: promotions.stop_promotion(tx, agent.settings, who, promotion_id),
    )


ROUTES = [list_promotions, put_promotion, stop_promotion]
