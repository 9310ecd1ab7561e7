// SPDX-License-Identifier: Apache-2.0
#include "viz/report/words.hpp"

namespace netsuden::viz {

// clang-format off
const std::vector<std::pair<std::string_view, std::string_view>>& japanese_words() {
  static const std::vector<std::pair<std::string_view, std::string_view>> words{
    // the page
    {"{0}: report", "{0}：報告書"}, {"{0}: comparison", "{0}：比較"}, {"Contents", "目次"}, {"{0}, made {1}", "{0}、作成 {1}"},
    {"Report of a run of {0}, {1} to {2}", "シミュレーション報告書　対象：{0}、期間：{1} ～ {2}"},
    {"This run was killed. What follows is from the rows that it had recorded, until {0}, {1} of its horizon.", "この計算は強制終了されました。以下は記録済みの行（{0} まで、全期間の {1}）によるものです。"},
    {"This run goes on. What follows is from the rows that it has recorded, until {0}, {1} of its horizon.", "この計算は実行中です。以下は記録済みの行（{0} まで、全期間の {1}）によるものです。"},
    {"This run was interrupted by its user at {0}, after {1} of its horizon.", "この計算は {0}（全期間の {1}）で利用者により中断されました。"},
    {"This run was killed and its trace repaired: recorded until {0}, {1} of its horizon.", "この計算は強制終了され、トレースは修復されています。記録は {0} まで（全期間の {1}）です。"},
    {"This run could not go on at {0}, after {1} of its horizon.", "この計算は {0}（全期間の {1}）で続行できなくなりました。"},
    {"This run is invalid: energy does not close. Do not use its numbers.", "この計算は無効です。エネルギー収支が閉じていません。数値を使用しないでください。"},
    {"Peaks and times over limits are those of recorded intervals: what happened within one counts for all of it. What a run only says at its end is left out.", "最大値と超過時間は記録間隔ごとの値です。間隔内の出来事はその間隔全体のものとして数えます。計算の終了時にのみ得られる値は含みません。"},
    // the answer
    {"The answer", "結論"}, {"The run watched no limits.", "監視対象の制約がありません。"},
    {"{0} is exceeded: there was a load and nothing to carry it.", "{0} を超過：負荷に対して供給できる設備がありませんでした。"},
    {"{0} is exceeded: {1} of its limit at the worst.", "{0} を超過：最大で上限の {1}。"},
    {"{0} is the tightest limit: {1} of it is used at the highest, and it holds.", "最も厳しい制約は {0}：最大使用率 {1}、上限内に収まっています。"},
    {"At {0}: {1} of {2}, margin {3}.", "{0} の時点で、値 {1}、上限 {2}、余裕 {3}。"},
    {"Over its limit for {0}, first at {1}.", "上限の超過は合計 {0}、最初は {1}。"},
    {"None of the {0} limits is exceeded.", "{0} 件の制約はいずれも超過していません。"},
    {"{0} of {1} limits are exceeded, the longest for {2}.", "{1} 件の制約のうち {0} 件が超過、最長 {2}。"},
    {"Above what is left when their redundant units are down: {0}.", "冗長機が停止したときに残る容量を上回るもの：{0} 件。"},
    {"{0} binds most often: {1} of the time.", "最も長く律速となるのは {0}：時間の {1}。"},
    {"{0} keeps out up to {1} of IT power that the next limits would still have allowed.", "{0} のために、次の制約までならなお許容されたIT電力が最大 {1} 使えません。"},
    {"{0} did not get {1} of the energy that it asked for.", "{0} では要求した電力量のうち {1} が供給されませんでした。"},
    {"What it comes to", "主要な結果"}, {"Site", "サイト"}, {"IT energy", "IT電力量"}, {"Facility energy", "施設全体の電力量"}, {"Peak import", "最大受電電力"}, {"Water", "水"}, {"Cost of supply", "供給費用"},
    {"no intensity given", "排出係数の指定なし"}, {"no price given", "単価の指定なし"},
    // what was asked
    {"What was asked", "検討条件"}, {"{0}: from {1} to {2} ({3}), {4}.", "{0}：{1} ～ {2}（{3}）、{4}。"}, {"What stands there, by its rating", "主な設備と定格"}, {"Asset", "設備"}, {"Kind", "種別"}, {"Rating", "定格"},
    {"Events that the scenario brings", "シナリオで与えた事象"}, {"Steps of the build plan", "建設計画の工程"}, {"Control", "制御"}, {"and {0} more", "ほか {0} 件"},
    // limits
    {"Limits, the tightest first", "制約（厳しい順）"}, {"Each limit at its highest use", "各制約の最大使用時"}, {"Limit", "制約"}, {"Highest use", "最大使用率"}, {"Value of limit", "値／上限"}, {"Margin", "余裕"}, {"When", "日時"}, {"Over the limit", "上限超過"}, {"Above firm", "確実容量超過"},
    {"nothing to carry it", "供給設備なし"}, {"OVER for {0}", "超過 {0}"}, {"never", "なし"}, {"and {0} more, all less used", "ほか {0} 件（使用率はこれより低い）"},
    {"* The racks' own rating says how busy they are, not what keeps out the next one: it comes last unless it is exceeded.", "* ラック自体の定格は稼働の程度を示すもので、増設を妨げるものではありません。超過しない限り最後に置きます。"},
    {"Use of a temperature limit counts from the design supply temperature. Firm: what is left with the redundant units down.", "温度の制約の使用率は設計給気（給水）温度を起点とします。確実容量とは、冗長機が停止したときに残る容量です。"},
    // horizon
    {"Capacity over the horizon", "期間中の容量の推移"}, {"Over the horizon", "期間中の推移"}, {"{0}: power by consumer against the grid connection, temperatures, PUE, and which limit binds.", "{0}：需要別電力と受電容量、温度、PUE、律速となる制約。"},
    {"{0}: power, temperatures, PUE and binding limit over the horizon", "{0}：期間中の電力、温度、PUE、律速となる制約"}, {"The tables above and below have the same in numbers.", "同じ内容の数値は前後の表にあります。"},
    {"Which limit binds, by recorded time", "律速となる制約（記録時間による）"}, {"Binds", "律速の割合"}, {"Keeps out at most", "使えない電力（最大）"},
    // energy
    {"Energy and PUE by part", "電力量とPUEの内訳"}, {"The PUE is interim: it is of less than a year.", "PUEは1年未満の期間による暫定値です。"}, {"{0}: parts of the facility's energy.", "{0}：施設全体の電力量の内訳。"}, {"{0}: energy by part", "{0}：電力量の内訳"},
    {"{0}: where the energy went", "{0}：電力量の行き先"}, {"Part", "内訳"}, {"Energy", "電力量"}, {"Share of the facility", "施設全体に占める割合"}, {"Adds to PUE", "PUEへの寄与"}, {"IT", "IT"}, {"Cooling", "冷却"}, {"Losses", "損失"}, {"Other", "その他"}, {"the rest", "残り"},
    {"chillers", "冷凍機"}, {"towers and dry coolers", "冷却塔・ドライクーラー"}, {"pumps", "ポンプ"}, {"CRAH fans", "CRAHファン"}, {"CRAC compressors", "CRAC圧縮機"}, {"CDU pumps", "CDUポンプ"}, {"rear door fans", "リアドアのファン"}, {"heat pumps", "ヒートポンプ"},
    {"transformers", "変圧器"}, {"UPS", "UPS"}, {"PDU and busways", "PDU・バスウェイ"}, {"Batteries and flows in between", "蓄電池などの出入り"}, {"Facility", "施設全体"},
    {"Measures of the site", "サイトの指標"}, {"Measure", "指標"}, {"PUE at the racks", "PUE（ラック入力）"}, {"PUE at the PDU outputs (category 2)", "PUE（PDU出力、カテゴリー2）"}, {"PUE at the UPS outputs (category 1)", "PUE（UPS出力、カテゴリー1）"},
    {"WUE, L/kWh", "WUE（L/kWh）"}, {"CUE, kg/kWh", "CUE（kg/kWh）"}, {"Make-up water", "補給水"}, {"CO\u2082, marginal", "CO\u2082（限界）"}, {"Heat given to networks", "熱供給量"}, {"Heat taken by free cooling", "フリークーリングの除熱量"}, {"ERF", "ERF"}, {"ERE", "ERE"}, {"Generated", "発電量"}, {"Generated by PV", "太陽光発電量"}, {"PV curtailed", "太陽光の出力抑制量"},
    {"Mean IT power", "平均IT電力"}, {"Highest IT power", "最大IT電力"}, {"Highest demand", "最大需要電力"}, {"{0} by calendar year", "{0}：暦年別"}, {"Year", "年"},
    // thermal
    {"Thermal envelope", "温熱環境"}, {"Hall", "ホール"}, {"Hours in which the hottest rack inlet was above the class limits of ASHRAE TC 9.9", "最も高いラック吸気温度がASHRAE TC 9.9の各クラスの上限を上回った時間"},
    {"Hours in which the facility water was above the class limits of ASHRAE TC 9.9", "施設水温がASHRAE TC 9.9の各クラスの上限を上回った時間"}, {"Hottest case of a device under a cold plate", "コールドプレート下の素子の最高ケース温度"}, {"Hottest", "最高"}, {"Above its limit", "上限超過"},
    {"recommended", "推奨"}, {"A1", "A1"}, {"A2", "A2"}, {"A3", "A3"}, {"A4", "A4"}, {"W17", "W17"}, {"W27", "W27"}, {"W32", "W32"}, {"W40", "W40"}, {"W45", "W45"},
    // events
    {"What happened", "発生した事象"}, {"Nothing: the run has no events.", "事象はありません。"}, {"{0} events, {1} of them critical, {2} warnings.", "事象 {0} 件、うち重大 {1} 件、警告 {2} 件。"}, {"Power and temperatures around it; the vertical line is the moment of the event.", "前後の電力と温度。縦線は事象の時刻。"},
    {"{0}: power and temperatures around {1}", "{0}：{1} 前後の電力と温度"}, {"The vertical line is the moment of the event.", "縦線は事象の時刻。"}, {"Events", "事象の一覧"}, {"Events by sort, the first of each in words", "事象の種類別一覧（内容は最初のもの）"}, {"First", "最初"}, {"Last", "最後"}, {"Times", "回数"}, {"Severity", "重大度"}, {"What", "内容"}, {"critical", "重大"}, {"warning", "警告"}, {"information", "情報"},
    {"and {0} more in the trace: netsuden info {1} --events", "ほか {0} 件はトレースにあります：netsuden info {1} --events"},
    // service
    {"Service, failures, wear", "供給、故障、劣化"}, {"Everything that was asked for was served.", "要求はすべて満たされました。"}, {"Energy that was asked for and not served", "要求されて供給されなかった電力量"}, {"Asked for", "要求"}, {"Not served", "未供給"}, {"By cause", "原因別"}, {"Without power", "停電時間"}, {"Times shed", "遮断回数"},
    {"grid", "系統"}, {"equipment", "設備"}, {"shed", "負荷遮断"}, {"heat", "過熱"},
    {"{0}: when one thing fails", "{0}：単一故障時"}, {"Each of {0} failures alone leaves all served, at the highest loads of the run ({1}).", "計算中の最大負荷（{1}）において、{0} 件の単一故障のいずれでも供給は維持されます。"},
    {"{0} of {1} failures alone leave a load dark or a node over its rating, at the highest loads of the run ({2}).", "計算中の最大負荷（{2}）において、{1} 件の単一故障のうち {0} 件で停電する負荷または定格を超えるノードがあります。"},
    {"Nodes by their load after the worst failure", "最も厳しい故障後の負荷率（高い順）"}, {"Before", "故障前"}, {"After", "故障後"}, {"Rating left", "残る定格"}, {"Load", "負荷"}, {"When this fails", "故障箇所"}, {"its relay opens", "継電器が動作"}, {"Loads that a single failure leaves dark, or on batteries alone", "単一故障で停電または蓄電池のみとなる負荷"}, {"By the failure of", "故障箇所"},
    {"Fuel", "燃料"}, {"Sets", "発電機群"}, {"Tank", "タンク"}, {"Burnt", "消費"}, {"Lowest", "最低"}, {"Left", "残量"}, {"Full tanks last", "満タンでの運転時間"}, {"Ageing", "劣化"}, {"Life used", "消費寿命"}, {"Capacity lost", "容量低下"}, {"Full cycles", "等価サイクル数"},
    // plan, work
    {"Build plan", "建設計画"}, {"Steps as planned and as they came", "工程の計画と実績"}, {"Step", "工程"}, {"Planned", "計画"}, {"Done", "完了"}, {"Late, d", "遅れ（日）"}, {"Float, d", "余裕（日）"}, {"Waited for", "待った工程"}, {"its own date", "自らの日付"}, {"* on the critical path: no float", "* クリティカルパス上（余裕なし）"},
    {"Delivered and not usable", "納入されたが使えないもの"}, {"From", "開始"}, {"Until", "終了"}, {"Power", "電力"}, {"Cause", "原因"}, {"GPU-days", "GPU日"}, {"Idle capital", "遊休資本"}, {"Revenue not earned", "逸失収益"}, {"no step of the plan", "該当する工程なし"}, {"Time to power", "受電までの時間"}, {"IT power", "IT電力"}, {"There", "設置"}, {"At its rating", "定格到達"}, {"not within the plan", "計画内に到達せず"},
    {"Work that was done", "実行された作業"}, {"{0} jobs submitted: {1} completed, {2} running, {3} waiting, {4} refused; {5} of the nodes in use. Scheduler: {6}.", "投入ジョブ {0} 件：完了 {1}、実行中 {2}、待機 {3}、拒否 {4}。ノード使用率 {5}。スケジューラー：{6}。"}, {"Wait: mean {0}, median {1}, longest {2}.", "待ち時間：平均 {0}、中央値 {1}、最長 {2}。"},
    {"Tenants", "テナント"}, {"Tenant", "テナント"}, {"Jobs", "ジョブ"}, {"Node-hours asked", "要求ノード時"}, {"Node-hours served", "提供ノード時"}, {"Mean wait", "平均待ち時間"}, {"Longest wait", "最長待ち時間"}, {"Training", "学習"}, {"Run", "計算"}, {"State", "状態"}, {"Accelerators", "アクセラレーター"}, {"FLOP done", "実行FLOP"}, {"FLOP asked", "要求FLOP"}, {"Goodput", "有効稼働率"}, {"GPU-hours", "GPU時"}, {"Failures", "故障"},
    {"Services", "サービス"}, {"Service", "サービス"}, {"Requests", "要求数"}, {"Within their time", "時間内"}, {"Refused", "拒否"}, {"First token, mean", "最初のトークンまで（平均）"}, {"A token, mean", "1トークン（平均）"}, {"pending", "開始前"}, {"queued", "待機中"}, {"completed", "完了"}, {"refused", "拒否"},
    // cost
    {"Cost", "費用"}, {"Demand charge", "基本料金"}, {"Penalties of curtailment", "抑制の違約金"}, {"Payments for curtailment", "抑制の報酬"}, {"In all", "合計"}, {"For a kWh of IT", "IT 1 kWhあたり"}, {"{0}: the scenario gives no price of energy.", "{0}：シナリオに電力単価の指定がありません。"}, {"Calls of curtailment programmes", "需要抑制プログラムの発動"}, {"Programme", "プログラム"}, {"Calls", "発動回数"}, {"Kept", "遵守回数"}, {"Called for", "発動時間"}, {"Energy above the limit", "上限超過電力量"}, {"Payment", "報酬"}, {"Penalty", "違約金"},
    {"Investment", "投資"}, {"Real money of {0}, discounted at {1} a year.", "{0} 年の実質価格、割引率は年 {1}。"}, {"What it is worth", "投資の評価"}, {"Value", "値"}, {"Net present value", "正味現在価値"}, {"Internal rate of return", "内部収益率"}, {"none", "なし"}, {"Payback, years", "回収期間（年）"}, {"Book value at the end", "期末簿価"}, {"Levelised cost of a GPU-hour", "GPU時あたりの均等化費用"}, {"Levelised cost of a MW of rated IT and year", "IT定格1 MW・年あたりの均等化費用"}, {"Capital and operation, in all", "資本費と運転費の合計"}, {"Budget, in all", "予算の合計"},
    {"Costs and revenue by calendar year", "暦年別の費用と収益"}, {"Capital", "資本費"}, {"Operation, in all", "運転費の合計"}, {"Revenue", "収益"}, {"Budget", "予算"}, {"Over budget", "予算超過"}, {"no limit", "上限なし"}, {"What a GPU-hour is made of", "GPU時の費用の内訳"}, {"Line", "費目"}, {"Present value", "現在価値"}, {"For a GPU-hour", "GPU時あたり"}, {"Share", "割合"},
    {"capital", "資本費"}, {"energy", "電力量"}, {"demand charge", "基本料金"}, {"water", "水"}, {"carbon", "炭素"}, {"fuel", "燃料"}, {"staff", "人件費"}, {"maintenance", "保守"}, {"it", "IT"}, {"electrical", "電気設備"}, {"building", "建物"}, {"power", "電力"},
    // inputs
    {"Assumptions and sources", "仮定と出典"}, {"{0} of the {1} values that went in ({2}) are assumed: no document stands behind them.", "入力値 {1} 個のうち {0} 個（{2}）は仮定値で、裏付けとなる文書がありません。"}, {"{0} are said by the scenario itself, {1} have a source, {2} were computed from the others, {3} are defaults of the program that need none.", "{0} 個はシナリオの記載、{1} 個は出典あり、{2} 個は他の値からの計算、{3} 個は出典を要しない既定値です。"},
    {"Assumed", "仮定値"}, {"Value of the scenario", "シナリオの値"}, {"Assumed to be", "仮定した値"}, {"What it is", "説明"}, {"Where the values come from", "値の出所"}, {"Origin", "出所"}, {"Source", "出典"}, {"Values", "個数"}, {"assumed", "仮定"}, {"needs none", "不要"}, {"said by the scenario", "シナリオの記載"}, {"catalogue", "カタログ"}, {"computed from what the scenario says", "シナリオの記載から計算"}, {"default", "既定値"},
    {"A study says how far the answer moves when they move: netsuden study, with these values in `vary`.", "これらの値が動いたときに結論がどれだけ動くかは、`vary` に指定して netsuden study で調べられます。"},
    {"The run left no list of its inputs, and its scenario as written cannot be read without the files that it names.", "この計算には入力値の一覧がなく、記載されたシナリオは参照するファイルなしには読めません。"},
    {"The run left no list of its inputs: this one is that of its scenario as written, without what was set beside it or has changed in the program since.", "この計算には入力値の一覧がありません。以下は記載されたシナリオによるもので、別途設定された値やその後のプログラムの変更は含みません。"},
    // balance, provenance
    {"Energy balance and validity", "エネルギー収支と有効範囲"}, {"Energy in is energy out and stored, to {0} of its throughput (electrical) and {1} (thermal)", "入力エネルギーは出力と蓄積の和に一致します（通過量に対する誤差：電気 {0}、熱 {1}）"}, {", in {0} steps.", "。ステップ数 {0}。"}, {".", "。"}, {"A run in which it does not close to 1e-9 ends as invalid.", "収支が1e-9で閉じない計算は無効として終了します。"}, {"The run did not come far enough to say whether energy closes.", "エネルギー収支を判定できるところまで計算が進んでいません。"},
    {"Models outside the range in which they hold", "有効範囲を外れたモデル"}, {"For", "時間"}, {"No model left the range in which it holds.", "有効範囲を外れたモデルはありません。"},
    {"Where this comes from", "来歴"}, {"Provenance", "来歴"}, {"Trace", "トレース"}, {"Program", "プログラム"}, {"SimGrid", "SimGrid"}, {"Seed", "乱数シード"}, {"Scenario as written, SHA-256", "記載されたシナリオのSHA-256"}, {"Scenario as resolved, SHA-256", "解決済みシナリオのSHA-256"}, {"Format of the trace", "トレースの形式"}, {"Status", "状態"}, {"Report made", "報告書の作成日時"}, {"Report made by", "報告書の作成プログラム"},
    {"complete", "完了"}, {"running", "実行中"}, {"killed", "強制終了"}, {"failed", "失敗"}, {"invalid", "無効"}, {"interrupted", "中断"}, {"recovered", "修復済み"},
    {"The same again: netsuden info {0} --resolved > again.yaml, then netsuden run again.yaml.", "再現方法：netsuden info {0} --resolved > again.yaml の後に netsuden run again.yaml。"}, {"The scenario as written", "記載されたシナリオ"},
    // comparison
    {"What differs between two runs: A is {0}, B is {1}", "2つの計算の違い：Aは {0}、Bは {1}"}, {"The two runs came to the same.", "2つの計算の結果は同じです。"}, {"{0} of {1} quantities differ, {2} of them by more than the tolerance of {3}.", "{1} 個の量のうち {0} 個が異なり、うち {2} 個は許容差 {3} を超えています。"}, {"{0} of {1} quantities differ.", "{1} 個の量のうち {0} 個が異なります。"}, {"{0} of {1} keys of their scenarios differ.", "シナリオの {1} 個のキーのうち {0} 個が異なります。"}, {"Their scenarios are the same.", "シナリオは同じです。"},
    {"Quantity", "量"}, {"B less A", "B − A"}, {"Relative", "相対差"}, {"the same", "同じ"}, {"not there", "なし"}, {"Keys of the resolved scenarios that differ", "解決済みシナリオで異なるキー"}, {"Key", "キー"}, {"Nothing differs.", "違いはありません。"}, {"Results", "結果"}, {"Quantities that differ", "異なる量"}, {"Recorded rows", "記録された行"}, {"Columns that differ, each at its worst", "異なる列（それぞれ最大の差）"}, {"Column", "列"}, {"Of", "対象"}, {"Of the largest", "最大値に対する差"}, {"Values that differ", "異なる値の数"}, {"What could not be compared", "比較できないもの"},
    {"Scenario", "シナリオ"}, {"Recorded until", "記録の終わり"}, {"A and B on one axis of time; the tables have the differences in numbers.", "AとBを同じ時間軸に示します。差の数値は表にあります。"},
    // kinds of limits, assets and steps
    {"grid connection", "受電"}, {"contract", "契約電力"}, {"curtailment", "需要抑制"}, {"transformer", "変圧器"}, {"switchboard", "配電盤"}, {"switchgear", "開閉装置"}, {"ups", "UPS"}, {"pdu", "PDU"}, {"rack power", "ラック電力"}, {"rack feed", "ラック給電"}, {"rack inlet", "ラック吸気"}, {"facility water", "施設水"}, {"genset", "発電機"}, {"transfer switch", "切替スイッチ"}, {"bus coupler", "母線連絡"}, {"busway", "バスウェイ"}, {"rectifier", "整流器"},
    {"bess", "蓄電池"}, {"pv", "太陽光"}, {"hot spot", "巻線最高温度"}, {"voltage", "電圧"}, {"ramp", "変化率"}, {"power range", "電力変動幅"}, {"oscillation", "振動"}, {"cdu", "CDU"}, {"coolant flow", "冷却液流量"}, {"case temperature", "ケース温度"}, {"pump", "ポンプ"}, {"air flow", "風量"}, {"cooling capacity", "冷却能力"}, {"heat rejection", "排熱能力"}, {"budget", "予算"}, {"hall", "ホール"}, {"plant", "熱源プラント"},
    {"other", "その他"}, {"land", "用地"}, {"permit", "許認可"}, {"shell", "躯体"}, {"feeder", "引込"}, {"cooling", "冷却"}, {"racks", "ラック"}, {"network", "ネットワーク"}, {"test", "試験"}, {"refresh", "更新"}, {"retire", "廃止"},
    // charts
    {"Facility power by consumer", "需要別の施設電力"}, {"Does the site stay within its grid connection?", "受電容量に収まっているか"}, {"Grid import", "受電"}, {"Import limit", "受電上限"}, {"Over limit", "上限超過"}, {"Rack inlet temperature", "ラック吸気温度"}, {"Is every rack supplied with air or coolant that is cold enough?", "すべてのラックに十分冷たい空気・冷却液が届いているか"}, {"Hottest rack", "最も高いラック"}, {"Mean", "平均"}, {"Wet bulb", "湿球温度"},
    {"Power usage effectiveness", "電力使用効率（PUE）"}, {"How much power does a watt of IT cost?", "IT 1 Wにどれだけの電力を要するか"}, {"PUE", "PUE"}, {"Target", "目標"}, {"Binding constraint", "律速となる制約"}, {"What would have to grow first?", "最初に増強すべきものは何か"}, {"Utilisation", "使用率"}, {"Utilisation of the binding constraint", "律速となる制約の使用率"}, {"How close is the site to its tightest limit?", "最も厳しい制約にどれだけ近いか"}, {"The run has no recorded values yet.", "記録された値がまだありません。"},
    {"Temperature", "温度"}, {"Hottest inlet", "最高吸気温度"}, {"Warmest supply air", "最高給気温度"}, {"Hottest case", "最高ケース温度"}, {"Facility power", "施設電力"}, {"none binds", "律速なし"}};
  return words;
}
// clang-format on

}  // namespace netsuden::viz
