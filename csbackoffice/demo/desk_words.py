"""What is said at the service desk of the demo company."""

PRODUCTS = ("雾蓝四件套", "乳胶枕", "白鹅绒被", "纯棉毛巾", "遮光窗帘", "记忆棉床垫", "夏凉被")
REPLIES = (
    "您好，已经收到您反映的情况，马上为您核实。",
    "您好，已联系仓库，今天补发，单号稍后给您。",
    "您好，退款已提交，1至3个工作日原路退回。",
)
THANKS = ("好的，我等你们消息。", "谢谢，麻烦快一点。", "怎么还没有处理好？")
# (what, remedy wanted, founded, cause, department)
COMPLAINTS = (
    ("客服答应补发后三天没有动静，也没有人回复。", "补发并道歉", True, "service_promise", "service"),
    ("连续两次发错颜色，耽误了搬家。", "换货并补偿", True, "warehouse_wrong", "warehouse"),
    ("羽绒被异味很大，孩子咳嗽。", "退货退款", True, "goods_smell", "product"),
    ("客服说话不耐烦，说“自己看详情页”。", "道歉", True, "service_attitude", "service"),
    ("快递没打电话就放驿站，包裹淋湿。", "换新", True, "carrier_damage", "logistics"),
    ("要求七天后无理由退货，商品已使用。", "退款", False, "", ""),
    ("页面写满300减40，付款没有减。", "退差价", True, "shop_price", "operations"),
    ("少发一只枕套，催了两次。", "补发", True, "warehouse_missing", "warehouse"),
)
STATES = (
    "received",
    "acknowledged",
    "investigating",
    "proposing",
    "acting",
    "answering",
    "answered",
    "closed",
)
REVIEWS = (
    ("bad", "洗了一次就起球，客服还说正常。", "goods_defect"),
    ("middling", "东西可以，发货太慢。", "warehouse_late"),
    ("bad", "问了半天没人理。", "service_slow"),
    ("middling", "颜色和图片有点差别。", "goods_described"),
    ("bad", "箱子破了，里面也脏了。", "carrier_damage"),
)
ARTICLES = (
    (
        "羽绒被有轻微异味怎么答复",
        "售后",
        "新拆封的羽绒制品会有轻微的储存气味，请顾客在通风处晾晒两三天，不要暴晒。\n\n仍有异味的，登记问题件，支持退货退款；有家人过敏的，立即上报主管。",
    ),
    (
        "包裹物流三天不更新的处理",
        "物流",
        "先查运单轨迹，再联系快递催件，当天给顾客答复。\n\n满三天没有签收的，登记“三天未签收”工单；丢件由仓库补发，同时向快递索赔。",
    ),
    (
        "四件套的洗涤方法",
        "商品",
        "30度以下轻柔机洗，深浅分开，不可漂白，反面晾晒。第一次洗有少量浮色属于正常现象。",
    ),
    (
        "活动价没有生效怎么退差价",
        "活动",
        "核对订单时间和活动规则。符合条件的，登记问题件，由主管确认后退差价，当天完成。",
    ),
    (
        "签收显示他人代收",
        "物流",
        "请顾客先问家人和驿站；确认没有收到的，联系快递提供签收底单，24小时内答复顾客。",
    ),
)
QUESTIONS = (
    ("乳胶枕可以放在地暖房里用吗？", "乳胶枕", "可以，避免直接贴着地暖，长期高温会加速老化。"),
    ("窗帘定制加20厘米，工期要几天？", "遮光窗帘", ""),
    ("白鹅绒被的充绒量证书在哪里看？", "白鹅绒被", "质检报告在详情页第三屏，扫码可查。"),
)
NEWS = (
    ("market", "竞店四件套今天降到 159 元，顾客都在问我们降不降。", True),
    ("own_mistake", "我把一位顾客的地址改错了，已经联系快递拦截。", True),
    ("danger", "顾客说电热毯插头发烫，有焦味，已请他立刻断电。", False),
    ("feedback", "好几位老顾客希望出加长款的床笠。", False),
)
