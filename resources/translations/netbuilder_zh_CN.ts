<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
    <context>
        <name>BlockItem</name>
        <message>
            <source>bypassed</source>
            <translation>已旁路</translation>
        </message>
        <message>
            <source>{count} blocks</source>
            <translation>{count} 个模块</translation>
        </message>
        <message>
            <source>not connected yet</source>
            <translation>尚未连接</translation>
        </message>
        <message>
            <source>output</source>
            <translation>输出</translation>
        </message>
        <message>
            <source>What it gives goes nowhere yet.</source>
            <translation>它的输出尚未连到任何地方。</translation>
        </message>
        <message>
            <source>An output of the block that holds it.</source>
            <translation>所在模块的一个输出。</translation>
        </message>
        <message>
            <source>An output of the network. Loss: {loss}</source>
            <translation>网络的一个输出。损失：{loss}</translation>
        </message>
        <message>
            <source>Open</source>
            <translation>打开</translation>
        </message>
        <message>
            <source>{parameters} parameters · {operations} operations and {memory} per sample</source>
            <translation>{parameters} 个参数 · 每个样本 {operations} 次运算、{memory}</translation>
        </message>
        <message>
            <source>With this block the network breaks a limit.</source>
            <translation>有了这个模块，网络就超出了限额。</translation>
        </message>
    </context>
    <context>
        <name>Breadcrumbs</name>
        <message>
            <source>Where you are</source>
            <translation>当前位置</translation>
        </message>
        <message>
            <source>↑ Go up</source>
            <translation>↑ 返回上层</translation>
        </message>
        <message>
            <source>To the network around this block ({keys})</source>
            <translation>返回此模块所在的网络（{keys}）</translation>
        </message>
        <message>
            <source>Network</source>
            <translation>网络</translation>
        </message>
    </context>
    <context>
        <name>CanvasHealth</name>
        <message>
            <source>healthy</source>
            <translation>健康</translation>
        </message>
        <message>
            <source>unhealthy: dead units</source>
            <translation>不健康：有失活单元</translation>
        </message>
        <message>
            <source>unhealthy: gradients explode</source>
            <translation>不健康：梯度爆炸</translation>
        </message>
        <message>
            <source>unhealthy: gradients vanish</source>
            <translation>不健康：梯度消失</translation>
        </message>
        <message>
            <source>unhealthy: steps too long</source>
            <translation>不健康：步长过大</translation>
        </message>
        <message>
            <source>unhealthy: steps too short</source>
            <translation>不健康：步长过小</translation>
        </message>
        <message>
            <source>activation {mean} ± {deviation} · {share} % dead units</source>
            <translation>激活值 {mean} ± {deviation} · {share} % 失活单元</translation>
        </message>
        <message>
            <source>gradient norm {norm}</source>
            <translation>梯度范数 {norm}</translation>
        </message>
        <message>
            <source>update / weights {ratio}</source>
            <translation>更新量 / 权重 {ratio}</translation>
        </message>
    </context>
    <context>
        <name>Legend</name>
        <message>
            <source>Wires</source>
            <translation>连线</translation>
        </message>
        <message>
            <source>What the colours of wires mean</source>
            <translation>连线颜色的含义</translation>
        </message>
        <message>
            <source>wider: more values</source>
            <translation>越粗：数值越多</translation>
        </message>
        <message>
            <source>does not fit where it leads</source>
            <translation>与所连的模块不匹配</translation>
        </message>
        <message>
            <source>Hide or show: {line}</source>
            <translation>隐藏或显示：{line}</translation>
        </message>
        <message>
            <source>training</source>
            <translation>训练</translation>
        </message>
        <message>
            <source>validation</source>
            <translation>验证</translation>
        </message>
        <message>
            <source>run {number}</source>
            <translation>第 {number} 次运行</translation>
        </message>
        <message>
            <source>{count} more</source>
            <translation>另有 {count} 条</translation>
        </message>
    </context>
    <context>
        <name>Searching</name>
        <message>
            <source>Add a layer</source>
            <translation>添加层</translation>
        </message>
        <message>
            <source>Between {a} and {b}</source>
            <translation>在 {a} 与 {b} 之间</translation>
        </message>
        <message>
            <source>After {name}</source>
            <translation>在 {name} 之后</translation>
        </message>
        <message>
            <source>Before {name}</source>
            <translation>在 {name} 之前</translation>
        </message>
        <message>
            <source>Replace {name} by</source>
            <translation>把 {name} 替换为</translation>
        </message>
        <message>
            <source>does not fit here</source>
            <translation>不适合此处</translation>
        </message>
    </context>
    <context>
        <name>tensors</name>
        <message>
            <source>whole numbers: tokens or classes</source>
            <translation>整数：词元或类别</translation>
        </message>
        <message>
            <source>vector: features without an order in space</source>
            <translation>向量：没有空间次序的特征</translation>
        </message>
        <message>
            <source>sequence: steps × features</source>
            <translation>序列：步 × 特征</translation>
        </message>
        <message>
            <source>spatial: an image or a volume × channels</source>
            <translation>空间：图像或体积 × 通道</translation>
        </message>
    </context>
    <context>
        <name>CanvasView</name>
        <message>
            <source>Drag a layer from the left onto this canvas, or double-click one there.</source>
            <translation>从左侧拖一个层到画布上，或在左侧双击一个层。</translation>
        </message>
    </context>
    <context>
        <name>verdict</name>
        <message>
            <source>Good</source>
            <translation>良好</translation>
        </message>
        <message>
            <source>Doubtful</source>
            <translation>存疑</translation>
        </message>
        <message>
            <source>Bad</source>
            <translation>有问题</translation>
        </message>
    </context>
    <context>
        <name>EngineDialog</name>
        <message>
            <source>Looking …</source>
            <translation>正在查看…</translation>
        </message>
        <message>
            <source>Choose the Python of an environment that has Keras.</source>
            <translation>请选择装有 Keras 的环境中的 Python。</translation>
        </message>
        <message>
            <source>✓ Python {python} with Keras {keras} on {backend} {version}</source>
            <translation>✓ Python {python}，Keras {keras}，后端 {backend} {version}</translation>
        </message>
        <message>
            <source>Choose a Python</source>
            <translation>选择 Python</translation>
        </message>
    </context>
    <context>
        <name>ExportDialog</name>
        <message>
            <source>Writing</source>
            <translation>正在写入</translation>
        </message>
        <message>
            <source>{name} is a project that is open. Replace it with the export?</source>
            <translation>{name} 是一个已打开的项目。要用导出的文件替换它吗？</translation>
        </message>
        <message>
            <source>{name} is a link to {target}. Write there?</source>
            <translation>{name} 是指向 {target} 的链接。要写到那里吗？</translation>
        </message>
        <message>
            <source>{name} already exists. Replace it?</source>
            <translation>{name} 已存在。要替换它吗？</translation>
        </message>
        <message>
            <source>Export</source>
            <translation>导出</translation>
        </message>
        <message>
            <source>Replace</source>
            <translation>替换</translation>
        </message>
        <message>
            <source>Stopped. Nothing was written.</source>
            <translation>已停止，没有写入任何内容。</translation>
        </message>
    </context>
    <context>
        <name>ExportForm</name>
        <message>
            <source>By {levels}, on samples of the chosen data.</source>
            <translation>由 {levels} 验证，使用所选数据的样本。</translation>
        </message>
        <message>
            <source>The network has problems. Fix them first.</source>
            <translation>网络有问题，请先修复。</translation>
        </message>
        <message>
            <source>This records a training run. Train the network first.</source>
            <translation>这种文件记录一次训练。请先训练网络。</translation>
        </message>
        <message>
            <source>This format cannot express the network.</source>
            <translation>这种格式无法表达该网络。</translation>
        </message>
        <message>
            <source>The network is not trained: its weights are the initial ones.</source>
            <translation>网络尚未训练：权重是它的初始值。</translation>
        </message>
        <message>
            <source>and {count} more</source>
            <translation>以及另外 {count} 个</translation>
        </message>
        <message>
            <source>Export</source>
            <translation>导出</translation>
        </message>
        <message>
            <source>Python of the engines</source>
            <translation>引擎的 Python</translation>
        </message>
    </context>
    <context>
        <name>exporting</name>
        <message>
            <source>Models</source>
            <translation>模型</translation>
        </message>
        <message>
            <source>Weights</source>
            <translation>权重</translation>
        </message>
        <message>
            <source>Scripts</source>
            <translation>脚本</translation>
        </message>
        <message>
            <source>Pictures</source>
            <translation>图片</translation>
        </message>
        <message>
            <source>Records</source>
            <translation>记录</translation>
        </message>
    </context>
    <context>
        <name>ResultPage</name>
        <message>
            <source>{name} is written and verified</source>
            <translation>{name} 已写入并通过验证</translation>
        </message>
        <message>
            <source>{name} is written</source>
            <translation>{name} 已写入</translation>
        </message>
        <message>
            <source>{folder} · not verified</source>
            <translation>{folder} · 未验证</translation>
        </message>
        <message>
            <source>{folder} · {size} · {count} samples compared: {data} · {seconds} s</source>
            <translation>{folder} · {size} · 比较了 {count} 个样本：{data} · {seconds} 秒</translation>
        </message>
        <message>
            <source>It needs {files} beside it.</source>
            <translation>它旁边需要有 {files}。</translation>
        </message>
        <message>
            <source>It reads {path}, which has to be there when it runs.</source>
            <translation>它会读取 {path}，运行时该文件必须存在。</translation>
        </message>
        <message>
            <source>Read back by</source>
            <translation>读取方</translation>
        </message>
        <message>
            <source>Largest difference</source>
            <translation>最大差异</translation>
        </message>
        <message>
            <source>Allowed</source>
            <translation>允许</translation>
        </message>
        <message>
            <source>not run: {reason}</source>
            <translation>未运行：{reason}</translation>
        </message>
        <message>
            <source>the same</source>
            <translation>相同</translation>
        </message>
        <message>
            <source>Saved {name}</source>
            <translation>已保存 {name}</translation>
        </message>
    </context>
    <context>
        <name>FoldsDialog</name>
        <message>
            <source>preparing …</source>
            <translation>正在准备…</translation>
        </message>
        <message>
            <source>fold {fold} of {count}</source>
            <translation>第 {fold} 折，共 {count} 折</translation>
        </message>
        <message>
            <source>Finished. The result is kept among the runs of the project.</source>
            <translation>已完成。结果保存在项目的训练记录中。</translation>
        </message>
        <message>
            <source>Stopped after {count} folds.</source>
            <translation>已在完成 {count} 折后停止。</translation>
        </message>
        <message>
            <source>mean ± deviation</source>
            <translation>均值 ± 标准差</translation>
        </message>
        <message>
            <source>fold</source>
            <translation>折</translation>
        </message>
        <message>
            <source>{count} folds, mean ± deviation</source>
            <translation>{count} 折，均值 ± 标准差</translation>
        </message>
    </context>
    <context>
        <name>WiresDialog</name>
        <message>
            <source>input {number}</source>
            <translation>输入 {number}</translation>
        </message>
        <message>
            <source>output {shape}</source>
            <translation>输出 {shape}</translation>
        </message>
    </context>
    <context>
        <name>coverage</name>
        <message>
            <source>layers</source>
            <translation>层</translation>
        </message>
        <message>
            <source>activations</source>
            <translation>激活函数</translation>
        </message>
        <message>
            <source>initializers</source>
            <translation>初始化器</translation>
        </message>
        <message>
            <source>regularizers</source>
            <translation>正则化器</translation>
        </message>
        <message>
            <source>constraints</source>
            <translation>约束</translation>
        </message>
        <message>
            <source>losses</source>
            <translation>损失</translation>
        </message>
        <message>
            <source>metrics</source>
            <translation>指标</translation>
        </message>
        <message>
            <source>optimizers</source>
            <translation>优化器</translation>
        </message>
        <message>
            <source>schedules</source>
            <translation>学习率调度</translation>
        </message>
        <message>
            <source>callbacks</source>
            <translation>回调</translation>
        </message>
    </context>
    <context>
        <name>CoverageTable</name>
        <message>
            <source>Name in Keras</source>
            <translation>Keras 中的名称</translation>
        </message>
        <message>
            <source>Family</source>
            <translation>类别</translation>
        </message>
        <message>
            <source>NetBuilder</source>
            <translation>NetBuilder</translation>
        </message>
        <message>
            <source>Reason or note</source>
            <translation>原因或说明</translation>
        </message>
        <message>
            <source>also {names}</source>
            <translation>也叫 {names}</translation>
        </message>
        <message>
            <source>supported</source>
            <translation>支持</translation>
        </message>
        <message>
            <source>declined</source>
            <translation>不支持</translation>
        </message>
    </context>
    <context>
        <name>CoverageDialog</name>
        <message>
            <source>{supported} of the {all} public names of Keras {release} that networks are made of are supported; the others are declined for the reasons below. {plumbing} more are helpers of Keras's own.</source>
            <translation>Keras {release} 中用于构建网络的 {all} 个公开名称里，已支持 {supported} 个；其余不支持的原因见下表。另有 {plumbing} 个是 Keras 自用的辅助工具。</translation>
        </message>
        <message>
            <source>{count} names</source>
            <translation>{count} 个名称</translation>
        </message>
        <message>
            <source>No name matches</source>
            <translation>没有匹配的名称</translation>
        </message>
    </context>
    <context>
        <name>LayerHelp</name>
        <message>
            <source>Layers</source>
            <translation>层</translation>
        </message>
        <message>
            <source>Find a layer or what it does</source>
            <translation>查找层或其作用</translation>
        </message>
        <message>
            <source>All layers</source>
            <translation>所有层</translation>
        </message>
        <message>
            <source>Help page</source>
            <translation>帮助页</translation>
        </message>
        <message>
            <source>No layer matches.</source>
            <translation>没有匹配的层。</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>关闭</translation>
        </message>
    </context>
    <context>
        <name>help</name>
        <message>
            <source>Inside</source>
            <translation>内部结构</translation>
        </message>
        <message>
            <source>In Keras</source>
            <translation>在 Keras 中</translation>
        </message>
        <message>
            <source>Parameters</source>
            <translation>参数</translation>
        </message>
        <message>
            <source>gives {outputs}</source>
            <translation>给出 {outputs}</translation>
        </message>
        <message>
            <source>{inputs} → {outputs}</source>
            <translation>{inputs} → {outputs}</translation>
        </message>
        <message>
            <source>, with {count} parameters</source>
            <translation>，有 {count} 个参数</translation>
        </message>
        <message>
            <source>In your network, {name}: {text}.</source>
            <translation>在您的网络中，{name}：{text}。</translation>
        </message>
        <message>
            <source>For example: {text}.</source>
            <translation>例如：{text}。</translation>
        </message>
        <message>
            <source>none</source>
            <translation>无</translation>
        </message>
        <message>
            <source>{kind}, or {none}</source>
            <translation>{kind}，或{none}</translation>
        </message>
        <message>
            <source>at least {limit}</source>
            <translation>不小于 {limit}</translation>
        </message>
        <message>
            <source>greater than {limit}</source>
            <translation>大于 {limit}</translation>
        </message>
        <message>
            <source>at most {limit}</source>
            <translation>不大于 {limit}</translation>
        </message>
        <message>
            <source>less than {limit}</source>
            <translation>小于 {limit}</translation>
        </message>
        <message>
            <source> and </source>
            <translation> 且 </translation>
        </message>
        <message>
            <source>{count} more</source>
            <translation>还有 {count} 个</translation>
        </message>
        <message>
            <source>must be given</source>
            <translation>必须给出</translation>
        </message>
        <message>
            <source>default {value}</source>
            <translation>默认 {value}</translation>
        </message>
        <message>
            <source>here {value}</source>
            <translation>此处 {value}</translation>
        </message>
        <message>
            <source>When to use it</source>
            <translation>何时使用</translation>
        </message>
    </context>
    <context>
        <name>severity</name>
        <message>
            <source>Error</source>
            <translation>错误</translation>
        </message>
        <message>
            <source>Warning</source>
            <translation>警告</translation>
        </message>
        <message>
            <source>Not connected yet</source>
            <translation>尚未连接</translation>
        </message>
    </context>
    <context>
        <name>ClassesView</name>
        <message>
            <source>Precision and recall</source>
            <translation>精确率与召回率</translation>
        </message>
        <message>
            <source>Calibration</source>
            <translation>校准</translation>
        </message>
    </context>
    <context>
        <name>AnswersPage</name>
        <message>
            <source>Evaluation page</source>
            <translation>评估页</translation>
        </message>
        <message>
            <source>Thresholds</source>
            <translation>阈值</translation>
        </message>
        <message>
            <source>Amounts</source>
            <translation>数值</translation>
        </message>
        <message>
            <source>Classes</source>
            <translation>类别</translation>
        </message>
        <message>
            <source>Evaluating …</source>
            <translation>正在评估…</translation>
        </message>
        <message>
            <source>Nothing has been trained yet. Train the network, then see here what it gets right and wrong.</source>
            <translation>尚未训练。请先训练网络，然后在这里查看它哪些答对、哪些答错。</translation>
        </message>
        <message>
            <source>Choose data in the Data tab first.</source>
            <translation>请先在“数据”选项卡中选择数据。</translation>
        </message>
        <message>
            <source>Evaluate shows what the network gets right and wrong, and which samples those are.</source>
            <translation>点击“评估”可查看网络哪些答对、哪些答错，以及具体是哪些样本。</translation>
        </message>
        <message>
            <source>The network, its weights or the data have changed since: evaluate again.</source>
            <translation>此后网络、权重或数据已改变：请重新评估。</translation>
        </message>
        <message>
            <source>Evaluation</source>
            <translation>评估</translation>
        </message>
        <message>
            <source>There is no such sample.</source>
            <translation>没有这样的样本。</translation>
        </message>
        <message>
            <source>Save report</source>
            <translation>保存报告</translation>
        </message>
        <message>
            <source>Web pages (*.html)</source>
            <translation>网页 (*.html)</translation>
        </message>
    </context>
    <context>
        <name>WhyView</name>
        <message>
            <source>Explaining …</source>
            <translation>正在解释…</translation>
        </message>
        <message>
            <source>Blue speaks for the answer, orange against it.</source>
            <translation>蓝色支持该答案，橙色反对该答案。</translation>
        </message>
        <message>
            <source>To the right what speaks for the answer, to the left what speaks against it.</source>
            <translation>右侧为支持该答案的因素，左侧为反对该答案的因素。</translation>
        </message>
        <message>
            <source>With random weights the map is much the same: it shows the sample more than what was learned.</source>
            <translation>换成随机权重后图几乎不变：它更多反映样本本身，而不是网络学到的内容。</translation>
        </message>
    </context>
    <context>
        <name>CodePanel</name>
        <message>
            <source>Writing the script was stopped.</source>
            <translation>脚本的写出已停止。</translation>
        </message>
        <message>
            <source>the code</source>
            <translation>代码</translation>
        </message>
        <message>
            <source>reading was stopped; it starts again when the code is changed</source>
            <translation>读取已停止；修改代码后会重新开始</translation>
        </message>
        <message>
            <source>the code does not give the value of {names}</source>
            <translation>代码没有给出 {names} 的值</translation>
        </message>
        <message>
            <source>not applied</source>
            <translation>未采用</translation>
        </message>
        <message>
            <source>line {line}: {text}</source>
            <translation>第 {line} 行：{text}</translation>
        </message>
        <message>
            <source>Stop reading</source>
            <translation>停止读取</translation>
        </message>
    </context>
    <context>
        <name>ColumnForm</name>
        <message>
            <source>all alike</source>
            <translation>全部相同</translation>
        </message>
    </context>
    <context>
        <name>DataPanel</name>
        <message>
            <source>{title} (download)</source>
            <translation>{title}（需下载）</translation>
        </message>
        <message>
            <source>Licence</source>
            <translation>许可证</translation>
        </message>
        <message>
            <source>Open a folder of pictures, of texts, or of .npy files</source>
            <translation>打开存放图片、文本或 .npy 文件的文件夹</translation>
        </message>
        <message>
            <source>Open data</source>
            <translation>打开数据</translation>
        </message>
        <message>
            <source>Data</source>
            <translation>数据</translation>
        </message>
        <message>
            <source>{file}: {done} of {total} MB</source>
            <translation>{file}：{done} / {total} MB</translation>
        </message>
        <message>
            <source>Choose a data set on the left, or open a file: an .npz with x_train and y_train, a table, or a folder with a folder of pictures or texts for each class.</source>
            <translation>请在左侧选择数据集，或打开文件：含 x_train 和 y_train 的 .npz、表格，或为每个类别存放图片或文本的文件夹。</translation>
        </message>
        <message>
            <source>inputs</source>
            <translation>输入</translation>
        </message>
        <message>
            <source>training</source>
            <translation>训练</translation>
        </message>
        <message>
            <source>{count} samples</source>
            <translation>{count} 个样本</translation>
        </message>
        <message>
            <source>validation</source>
            <translation>验证</translation>
        </message>
        <message>
            <source>test</source>
            <translation>测试</translation>
        </message>
        <message>
            <source>classes</source>
            <translation>类别</translation>
        </message>
    </context>
    <context>
        <name>AugmentSide</name>
        <message>
            <source>No layer behind the input changes pictures at random. Add one, such as RandomFlip, and see here what it does.</source>
            <translation>输入之后没有随机改变图片的层。加入一个，例如 RandomFlip，在这里看它的效果。</translation>
        </message>
        <message>
            <source>Choose a picture: it is shown as {kinds} change it.</source>
            <translation>选一张图片：这里显示 {kinds} 如何改变它。</translation>
        </message>
        <message>
            <source>As it enters (framed), and as {kinds} change it while training:</source>
            <translation>进入网络时的样子（带框），以及训练时被 {kinds} 改变后的样子：</translation>
        </message>
    </context>
    <context>
        <name>BalanceSide</name>
        <message>
            <source>Counted once the data is prepared.</source>
            <translation>数据预处理完成后再统计。</translation>
        </message>
        <message>
            <source>train</source>
            <translation>训练</translation>
        </message>
        <message>
            <source>validation</source>
            <translation>验证</translation>
        </message>
        <message>
            <source>test</source>
            <translation>测试</translation>
        </message>
        <message>
            <source>left out</source>
            <translation>不使用</translation>
        </message>
        <message>
            <source>{name}: {count} classes</source>
            <translation>{name}：{count} 个类别</translation>
        </message>
        <message>
            <source>, {count} more are not listed</source>
            <translation>，另有 {count} 个未列出</translation>
        </message>
        <message>
            <source>class</source>
            <translation>类别</translation>
        </message>
        <message>
            <source>{name}: amounts</source>
            <translation>{name}：数量</translation>
        </message>
        <message>
            <source>part</source>
            <translation>部分</translation>
        </message>
        <message>
            <source>count</source>
            <translation>个数</translation>
        </message>
        <message>
            <source>mean</source>
            <translation>均值</translation>
        </message>
        <message>
            <source>least</source>
            <translation>最小</translation>
        </message>
        <message>
            <source>most</source>
            <translation>最大</translation>
        </message>
    </context>
    <context>
        <name>ColumnSide</name>
        <message>
            <source>{count} columns</source>
            <translation>{count} 列</translation>
        </message>
        <message>
            <source>is being measured …</source>
            <translation>正在统计…</translation>
        </message>
        <message>
            <source>{count} of {rows} blank</source>
            <translation>{rows} 行中有 {count} 个空白</translation>
        </message>
        <message>
            <source>{count} cells hold no number</source>
            <translation>{count} 个单元格不是数字</translation>
        </message>
    </context>
    <context>
        <name>EnteringSide</name>
        <message>
            <source>Row {row} enters nothing: it is left out, or the data is not prepared yet.</source>
            <translation>第 {row} 行不进入网络：它被排除，或数据尚未预处理。</translation>
        </message>
        <message>
            <source>Choose a row: what it becomes is shown here.</source>
            <translation>选一行：这里显示它会变成什么。</translation>
        </message>
        <message>
            <source>training</source>
            <translation>训练</translation>
        </message>
        <message>
            <source>validation</source>
            <translation>验证</translation>
        </message>
        <message>
            <source>test</source>
            <translation>测试</translation>
        </message>
        <message>
            <source>Row {row}, {part}; shape {shapes}</source>
            <translation>第 {row} 行，{part}；形状 {shapes}</translation>
        </message>
        <message>
            <source>from {low} to {high}</source>
            <translation>从 {low} 到 {high}</translation>
        </message>
        <message>
            <source>input</source>
            <translation>输入</translation>
        </message>
        <message>
            <source>number</source>
            <translation>数值</translation>
        </message>
        <message>
            <source>… and {count} more</source>
            <translation>…还有 {count} 个</translation>
        </message>
        <message>
            <source>step</source>
            <translation>步</translation>
        </message>
    </context>
    <context>
        <name>Finder</name>
        <message>
            <source>Filter: {name}</source>
            <translation>筛选：{name}</translation>
        </message>
        <message>
            <source>Filter: choose a column</source>
            <translation>筛选：请先选一列</translation>
        </message>
        <message>
            <source>{shown} of {all} rows</source>
            <translation>{all} 行中的 {shown} 行</translation>
        </message>
        <message>
            <source>{all} rows</source>
            <translation>{all} 行</translation>
        </message>
    </context>
    <context>
        <name>Notices</name>
        <message>
            <source>Better left out: {names}</source>
            <translation>最好不使用：{names}</translation>
        </message>
    </context>
    <context>
        <name>DataPage</name>
        <message>
            <source>Data page</source>
            <translation>数据页</translation>
        </message>
        <message>
            <source>part</source>
            <translation>部分</translation>
        </message>
        <message>
            <source>the part that each row falls into</source>
            <translation>每一行所属的部分</translation>
        </message>
        <message>
            <source>Sort</source>
            <translation>排序</translation>
        </message>
        <message>
            <source>Filter</source>
            <translation>筛选</translation>
        </message>
        <message>
            <source>Copy</source>
            <translation>复制</translation>
        </message>
    </context>
    <context>
        <name>Sides</name>
        <message>
            <source>Column</source>
            <translation>列</translation>
        </message>
        <message>
            <source>Classes</source>
            <translation>类别</translation>
        </message>
        <message>
            <source>Prepared</source>
            <translation>预处理后</translation>
        </message>
        <message>
            <source>Augmented</source>
            <translation>增强</translation>
        </message>
        <message>
            <source>About the data</source>
            <translation>关于数据</translation>
        </message>
    </context>
    <context>
        <name>RowsModel</name>
        <message>
            <source>train</source>
            <translation>训练</translation>
        </message>
        <message>
            <source>validation</source>
            <translation>验证</translation>
        </message>
        <message>
            <source>test</source>
            <translation>测试</translation>
        </message>
        <message>
            <source>part</source>
            <translation>部分</translation>
        </message>
    </context>
    <context>
        <name>EvaluatePanel</name>
        <message>
            <source>Evaluates what the run has learned so far.</source>
            <translation>评估训练到目前为止学到的内容。</translation>
        </message>
        <message>
            <source>The network has no trained weights.</source>
            <translation>网络中没有训练好的权重。</translation>
        </message>
        <message>
            <source>Nothing has been trained yet.</source>
            <translation>尚未训练。</translation>
        </message>
        <message>
            <source>Choose data in the Data tab first.</source>
            <translation>请先在“数据”标签页中选择数据。</translation>
        </message>
        <message>
            <source>These weights belong to an earlier graph.</source>
            <translation>这些权重属于较早的网络图。</translation>
        </message>
        <message>
            <source>Trained up to epoch {count}.</source>
            <translation>已训练 {count} 轮。</translation>
        </message>
        <message>
            <source>Weights of {file}.</source>
            <translation>权重来自 {file}。</translation>
        </message>
        <message>
            <source>Measured earlier in the run, which has gone on since: evaluate again.</source>
            <translation>测量于本次运行的较早时刻，此后训练仍在继续：请重新评估。</translation>
        </message>
        <message>
            <source>Measured before the weights changed: evaluate again.</source>
            <translation>测量于权重改变之前：请重新评估。</translation>
        </message>
        <message>
            <source>Measured with weights that are no longer in the network.</source>
            <translation>测量时所用的权重已不在网络中。</translation>
        </message>
        <message>
            <source>Measured before the network was changed.</source>
            <translation>测量于网络修改之前。</translation>
        </message>
        <message>
            <source>Measured before the data or its preparation was changed: evaluate again.</source>
            <translation>测量于数据或其预处理改变之前：请重新评估。</translation>
        </message>
        <message>
            <source>Measured before the loss or the metrics were changed: evaluate again.</source>
            <translation>测量于损失函数或指标改变之前：请重新评估。</translation>
        </message>
        <message>
            <source>Evaluating …</source>
            <translation>正在评估…</translation>
        </message>
        <message>
            <source>{count} of {all} outputs are not finite numbers (NaN). The weights have diverged or the data holds such values: train again with a lower learning rate, or load other weights.</source>
            <translation>{all} 个输出中有 {count} 个不是有限数（NaN）。权重已发散，或者数据中含有这样的值：请用更低的学习率重新训练，或载入其他权重。</translation>
        </message>
    </context>
    <context>
        <name>FindingsRow</name>
        <message>
            <source>Start anew</source>
            <translation>重新开始</translation>
        </message>
    </context>
    <context>
        <name>HistoryPanel</name>
        <message>
            <source>The beginning</source>
            <translation>起点</translation>
        </message>
        <message>
            <source>Steps</source>
            <translation>步骤</translation>
        </message>
        <message>
            <source>Each edit becomes a step here. Choose one to go back to it.</source>
            <translation>每次编辑都会成为这里的一步。选择一步即可回到那里。</translation>
        </message>
    </context>
    <context>
        <name>BlockForm</name>
        <message>
            <source>{kind}: show</source>
            <translation>{kind}：查看</translation>
        </message>
        <message>
            <source>output</source>
            <translation>输出</translation>
        </message>
        <message>
            <source>parameters</source>
            <translation>参数</translation>
        </message>
        <message>
            <source>operations</source>
            <translation>运算</translation>
        </message>
        <message>
            <source>{count} per sample</source>
            <translation>每个样本 {count}</translation>
        </message>
        <message>
            <source>memory</source>
            <translation>内存</translation>
        </message>
        <message>
            <source>{size} per sample</source>
            <translation>每个样本 {size}</translation>
        </message>
    </context>
    <context>
        <name>LabelFaultsDialog</name>
        <message>
            <source>Save label faults</source>
            <translation>保存标签错误</translation>
        </message>
        <message>
            <source>Table</source>
            <translation>表格</translation>
        </message>
    </context>
    <context>
        <name>LeftPanel</name>
        <message>
            <source>Layers</source>
            <translation>层</translation>
        </message>
        <message>
            <source>Outline</source>
            <translation>大纲</translation>
        </message>
        <message>
            <source>History</source>
            <translation>历史</translation>
        </message>
        <message>
            <source>Layers, outline and history</source>
            <translation>层、大纲和历史</translation>
        </message>
    </context>
    <context>
        <name>OutlinePanel</name>
        <message>
            <source>Outline of the network</source>
            <translation>网络大纲</translation>
        </message>
        <message>
            <source>Right shows a block's wires. F2 renames, Delete deletes a block or a wire, Insert adds a layer.</source>
            <translation>右方向键显示模块的连线。F2 重命名，Delete 删除模块或连线，Insert 添加层。</translation>
        </message>
        <message>
            <source>The canvas is empty. Press Insert to add a layer.</source>
            <translation>画布是空的。按 Insert 添加层。</translation>
        </message>
        <message>
            <source>Add …</source>
            <translation>添加…</translation>
        </message>
        <message>
            <source>Add a layer below the selected block (Insert)</source>
            <translation>在所选模块下方添加层 (Insert)</translation>
        </message>
        <message>
            <source>Wires …</source>
            <translation>连线…</translation>
        </message>
        <message>
            <source>Choose what the selected block reads</source>
            <translation>选择所选模块读取的内容</translation>
        </message>
        <message>
            <source>bypassed</source>
            <translation>已旁路</translation>
        </message>
        <message>
            <source>output {shape}</source>
            <translation>输出 {shape}</translation>
        </message>
        <message>
            <source>{count} parameters</source>
            <translation>{count} 个参数</translation>
        </message>
        <message>
            <source>reads {name}, {shape}</source>
            <translation>读取 {name}，{shape}</translation>
        </message>
        <message>
            <source>feeds {name}, {shape}</source>
            <translation>通向 {name}，{shape}</translation>
        </message>
    </context>
    <context>
        <name>families</name>
        <message>
            <source>Input and core</source>
            <translation>输入与核心</translation>
        </message>
        <message>
            <source>Convolution</source>
            <translation>卷积</translation>
        </message>
        <message>
            <source>Pooling</source>
            <translation>池化</translation>
        </message>
        <message>
            <source>Normalization</source>
            <translation>归一化</translation>
        </message>
        <message>
            <source>Regularization</source>
            <translation>正则化</translation>
        </message>
        <message>
            <source>Activation</source>
            <translation>激活</translation>
        </message>
        <message>
            <source>Reshaping</source>
            <translation>变形</translation>
        </message>
        <message>
            <source>Merging</source>
            <translation>合并</translation>
        </message>
        <message>
            <source>Recurrent</source>
            <translation>循环</translation>
        </message>
        <message>
            <source>Attention</source>
            <translation>注意力</translation>
        </message>
        <message>
            <source>Preprocessing</source>
            <translation>预处理</translation>
        </message>
    </context>
    <context>
        <name>PalettePanel</name>
        <message>
            <source>Find a layer</source>
            <translation>查找层</translation>
        </message>
        <message>
            <source>Layers</source>
            <translation>层</translation>
        </message>
        <message>
            <source>No layer matches. Try a part of its name, or what it does.</source>
            <translation>没有匹配的层。请试试名称的一部分，或它的作用。</translation>
        </message>
        <message>
            <source>My blocks</source>
            <translation>我的模块</translation>
        </message>
        <message>
            <source>{name}: a block of your own. F2 renames it, Delete deletes it.</source>
            <translation>{name}：您自己的模块。按 F2 重命名，按 Delete 删除。</translation>
        </message>
    </context>
    <context>
        <name>_LayerList</name>
        <message>
            <source>Rename …</source>
            <translation>重命名…</translation>
        </message>
        <message>
            <source>Delete</source>
            <translation>删除</translation>
        </message>
    </context>
    <context>
        <name>ProblemsPanel</name>
        <message>
            <source>No problems: the network can be trained.</source>
            <translation>没有问题：网络可以训练。</translation>
        </message>
    </context>
    <context>
        <name>ProblemRow</name>
        <message>
            <source>the network</source>
            <translation>网络</translation>
        </message>
    </context>
    <context>
        <name>RateField</name>
        <message>
            <source>This run learns at {rate} now.</source>
            <translation>本次训练现在的学习率是 {rate}。</translation>
        </message>
        <message>
            <source>A new number counts from the next step of this run on.</source>
            <translation>新的数值从本次训练的下一步起生效。</translation>
        </message>
    </context>
    <context>
        <name>RestOfSettings</name>
        <message>
            <source>Fewer settings</source>
            <translation>收起其他设置</translation>
        </message>
        <message>
            <source>All settings</source>
            <translation>全部设置</translation>
        </message>
    </context>
    <context>
        <name>RunsPanel</name>
        <message>
            <source>Restore</source>
            <translation>恢复</translation>
        </message>
        <message>
            <source>Rename</source>
            <translation>重命名</translation>
        </message>
        <message>
            <source>Notes</source>
            <translation>备注</translation>
        </message>
        <message>
            <source>Delete</source>
            <translation>删除</translation>
        </message>
        <message>
            <source>Draw its curves under those of the newest</source>
            <translation>把它的曲线画在最新一次之下</translation>
        </message>
        <message>
            <source>Runs appear here once something has been trained.</source>
            <translation>训练之后，运行会出现在这里。</translation>
        </message>
        <message>
            <source>Runs</source>
            <translation>训练记录</translation>
        </message>
        <message>
            <source>Brings its graph, settings and weights back into the project, as one step that can be undone</source>
            <translation>把它的网络、设置和权重带回项目，作为一步，可以撤销</translation>
        </message>
        <message>
            <source>Rename it in its row (F2)</source>
            <translation>在该行输入名称（F2）</translation>
        </message>
        <message>
            <source>Write notes in its row</source>
            <translation>在该行输入备注</translation>
        </message>
        <message>
            <source>Deletes the run (Delete); undo brings it back</source>
            <translation>删除这次运行（Delete）；撤销可以找回</translation>
        </message>
        <message>
            <source>Its weights are not kept; its graph and settings are.</source>
            <translation>它的权重没有保留；网络和设置都在。</translation>
        </message>
        <message>
            <source>run</source>
            <translation>运行号</translation>
        </message>
        <message>
            <source>name</source>
            <translation>名称</translation>
        </message>
        <message>
            <source>began with</source>
            <translation>起点</translation>
        </message>
        <message>
            <source>epochs</source>
            <translation>轮数</translation>
        </message>
        <message>
            <source>ended</source>
            <translation>结束</translation>
        </message>
        <message>
            <source>validation</source>
            <translation>验证</translation>
        </message>
        <message>
            <source>test</source>
            <translation>测试</translation>
        </message>
        <message>
            <source>rate</source>
            <translation>学习率</translation>
        </message>
        <message>
            <source>batch</source>
            <translation>批大小</translation>
        </message>
        <message>
            <source>seed</source>
            <translation>种子</translation>
        </message>
        <message>
            <source>seconds</source>
            <translation>秒</translation>
        </message>
        <message>
            <source>notes</source>
            <translation>备注</translation>
        </message>
        <message>
            <source>Show the curves of this run under those of the newest</source>
            <translation>把这次运行的曲线显示在最新一次之下</translation>
        </message>
        <message>
            <source>Its weights are in the network</source>
            <translation>网络中现在是它的权重</translation>
        </message>
        <message>
            <source>After epoch {epoch}, whose weights were put back</source>
            <translation>第 {epoch} 轮之后的值，该轮的权重已被放回</translation>
        </message>
        <message>
            <source>weights of run {number}</source>
            <translation>第 {number} 次运行的权重</translation>
        </message>
        <message>
            <source>weights of {file}</source>
            <translation>{file} 的权重</translation>
        </message>
        <message>
            <source>loaded weights</source>
            <translation>载入的权重</translation>
        </message>
        <message>
            <source>new weights</source>
            <translation>新权重</translation>
        </message>
        <message>
            <source>{done} of {asked}</source>
            <translation>{done} / {asked}</translation>
        </message>
        <message>
            <source>Measured on {samples} samples of the test part of {data}</source>
            <translation>在 {data} 测试部分的 {samples} 个样本上测得</translation>
        </message>
        <message>
            <source>running</source>
            <translation>进行中</translation>
        </message>
        <message>
            <source>done</source>
            <translation>已完成</translation>
        </message>
        <message>
            <source>stopped</source>
            <translation>已停止</translation>
        </message>
        <message>
            <source>failed</source>
            <translation>失败</translation>
        </message>
        <message>
            <source>began {date}</source>
            <translation>开始于 {date}</translation>
        </message>
    </context>
    <context>
        <name>SamplesView</name>
        <message>
            <source>NaN: not a finite number, label {truth}</source>
            <translation>NaN：不是有限数，实际为 {truth}</translation>
        </message>
        <message>
            <source>predicted {said} ({sure} %), label {truth}</source>
            <translation>{said}（{sure} %），实际为 {truth}</translation>
        </message>
        <message>
            <source>label</source>
            <translation>标签</translation>
        </message>
        <message>
            <source>prediction</source>
            <translation>预测</translation>
        </message>
    </context>
    <context>
        <name>SeveralForm</name>
        <message>
            <source>{count} blocks</source>
            <translation>{count} 个模块</translation>
        </message>
        <message>
            <source>parameters</source>
            <translation>参数</translation>
        </message>
        <message>
            <source>operations</source>
            <translation>运算</translation>
        </message>
        <message>
            <source>{count} per sample</source>
            <translation>每个样本 {count}</translation>
        </message>
        <message>
            <source>memory</source>
            <translation>内存</translation>
        </message>
        <message>
            <source>{size} per sample</source>
            <translation>每个样本 {size}</translation>
        </message>
        <message>
            <source>without those that have errors</source>
            <translation>不含有错误的模块</translation>
        </message>
    </context>
    <context>
        <name>BesideForm</name>
        <message>
            <source>none</source>
            <translation>无</translation>
        </message>
        <message>
            <source>Open a table</source>
            <translation>打开一个表</translation>
        </message>
        <message>
            <source>Tables</source>
            <translation>表</translation>
        </message>
    </context>
    <context>
        <name>TrainingPanel</name>
        <message>
            <source>Continues with the weights in the network: epochs {first} to {last} (Ctrl+Return)</source>
            <translation>用网络中的权重继续：第 {first} 至 {last} 轮（Ctrl+Return）</translation>
        </message>
        <message>
            <source>Trains new weights; the previous run stays in Runs (Ctrl+Shift+Return)</source>
            <translation>训练新的权重；之前的运行仍在“训练记录”中（Ctrl+Shift+Return）</translation>
        </message>
        <message>
            <source>The network has trained weights. Continue trains them further, Start anew draws new ones.</source>
            <translation>网络中有训练过的权重。“继续”接着训练，“重新开始”使用新的权重。</translation>
        </message>
        <message>
            <source>Nothing has been trained yet. Choose data in the Data tab, then press Train (Ctrl+Return).</source>
            <translation>尚未训练。请在“数据”标签页中选择数据，然后按“训练”(Ctrl+Return)。</translation>
        </message>
        <message>
            <source>Engine: NumPy</source>
            <translation>引擎：NumPy</translation>
        </message>
        <message>
            <source>Engine: Keras</source>
            <translation>引擎：Keras</translation>
        </message>
        <message>
            <source>finished after epoch {epochs}</source>
            <translation>已完成，共 {epochs} 轮</translation>
        </message>
        <message>
            <source>stopped in epoch {epoch}</source>
            <translation>在第 {epoch} 轮停止</translation>
        </message>
        <message>
            <source>failed in epoch {epoch}</source>
            <translation>在第 {epoch} 轮失败</translation>
        </message>
        <message>
            <source>stopped early after epoch {epochs}</source>
            <translation>在 {epochs} 轮后提前停止</translation>
        </message>
        <message>
            <source>stopping …</source>
            <translation>正在停止…</translation>
        </message>
        <message>
            <source>preparing …</source>
            <translation>正在准备…</translation>
        </message>
        <message>
            <source>Keras is starting …</source>
            <translation>Keras 正在启动…</translation>
        </message>
        <message>
            <source>epoch {epoch} of {epochs}</source>
            <translation>第 {epoch} 轮，共 {epochs} 轮</translation>
        </message>
        <message>
            <source>paused</source>
            <translation>已暂停</translation>
        </message>
        <message>
            <source>{time} left</source>
            <translation>剩余 {time}</translation>
        </message>
        <message>
            <source>{rate} samples/s</source>
            <translation>{rate} 样本/秒</translation>
        </message>
        <message>
            <source>Learning rate {rate}</source>
            <translation>学习率 {rate}</translation>
        </message>
        <message>
            <source>The network no longer has trained weights: the next run begins with new ones.</source>
            <translation>网络中已没有训练好的权重：下一次训练将从新权重开始。</translation>
        </message>
        <message>
            <source>The weights in the network are those of run {number}.</source>
            <translation>网络中的权重来自第 {number} 次运行。</translation>
        </message>
        <message>
            <source>The weights in the network are those of {file}.</source>
            <translation>网络中的权重来自 {file}。</translation>
        </message>
        <message>
            <source>The weights in the network are not those of this run.</source>
            <translation>网络中的权重不是这次运行得到的。</translation>
        </message>
        <message>
            <source>Training failed. The log has the details (Help, Show log).</source>
            <translation>训练失败。详情见日志（帮助，显示日志）。</translation>
        </message>
        <message>
            <source>The run continues with the graph as it was when it started.</source>
            <translation>训练仍按开始时的网络图继续进行。</translation>
        </message>
        <message>
            <source>The graph has changed since: these results belong to the earlier one.</source>
            <translation>网络图之后有改动：这些结果属于较早的图。</translation>
        </message>
    </context>
    <context>
        <name>CurvesView</name>
        <message>
            <source>Export curves</source>
            <translation>导出曲线</translation>
        </message>
        <message>
            <source>Exported {name}</source>
            <translation>已导出 {name}</translation>
        </message>
    </context>
    <context>
        <name>CurvePlot</name>
        <message>
            <source>epoch</source>
            <translation>轮次</translation>
        </message>
        <message>
            <source>training {value}</source>
            <translation>训练 {value}</translation>
        </message>
        <message>
            <source>validation {value}</source>
            <translation>验证 {value}</translation>
        </message>
        <message>
            <source>epoch {epoch}</source>
            <translation>第 {epoch} 轮</translation>
        </message>
        <message>
            <source>training</source>
            <translation>训练</translation>
        </message>
        <message>
            <source>validation</source>
            <translation>验证</translation>
        </message>
        <message>
            <source>run {number}</source>
            <translation>第 {number} 次运行</translation>
        </message>
    </context>
    <context>
        <name>Editing</name>
        <message>
            <source>Frame</source>
            <translation>边框</translation>
        </message>
    </context>
    <context>
        <name>Session</name>
        <message>
            <source>untitled</source>
            <translation>未命名</translation>
        </message>
    </context>
    <context>
        <name>TextEdit</name>
        <message>
            <source>{count} blocks</source>
            <translation>{count} 个模块</translation>
        </message>
    </context>
    <context>
        <name>SwitchEdit</name>
        <message>
            <source>on</source>
            <translation>开</translation>
        </message>
        <message>
            <source>off</source>
            <translation>关</translation>
        </message>
        <message>
            <source>different</source>
            <translation>各不相同</translation>
        </message>
    </context>
    <context>
        <name>SpecForm</name>
        <message>
            <source>More: {names}</source>
            <translation>更多：{names}</translation>
        </message>
        <message>
            <source>Less</source>
            <translation>收起</translation>
        </message>
    </context>
    <context>
        <name>ManyEdit</name>
        <message>
            <source>different</source>
            <translation>各不相同</translation>
        </message>
        <message>
            <source>none</source>
            <translation>无</translation>
        </message>
        <message>
            <source>{count} chosen</source>
            <translation>已选 {count} 个</translation>
        </message>
    </context>
    <context>
        <name>actions</name>
        <message>
            <source>Nothing yet</source>
            <translation>暂无</translation>
        </message>
        <message>
            <source>Open &amp;recent</source>
            <translation>打开最近的文件(&amp;R)</translation>
        </message>
        <message>
            <source>Clear the list</source>
            <translation>清空列表</translation>
        </message>
        <message>
            <source>&amp;File</source>
            <translation>文件(&amp;F)</translation>
        </message>
        <message>
            <source>New</source>
            <translation>新建</translation>
        </message>
        <message>
            <source>Open …</source>
            <translation>打开…</translation>
        </message>
        <message>
            <source>Save</source>
            <translation>保存</translation>
        </message>
        <message>
            <source>Save as …</source>
            <translation>另存为…</translation>
        </message>
        <message>
            <source>Load weights …</source>
            <translation>载入权重…</translation>
        </message>
        <message>
            <source>Export …</source>
            <translation>导出…</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>关闭</translation>
        </message>
        <message>
            <source>Quit</source>
            <translation>退出</translation>
        </message>
        <message>
            <source>&amp;Edit</source>
            <translation>编辑(&amp;E)</translation>
        </message>
        <message>
            <source>Undo</source>
            <translation>撤销</translation>
        </message>
        <message>
            <source>Redo</source>
            <translation>重做</translation>
        </message>
        <message>
            <source>Cut</source>
            <translation>剪切</translation>
        </message>
        <message>
            <source>Copy</source>
            <translation>复制</translation>
        </message>
        <message>
            <source>Paste</source>
            <translation>粘贴</translation>
        </message>
        <message>
            <source>Paste and keep the wires</source>
            <translation>粘贴并保留连线</translation>
        </message>
        <message>
            <source>Duplicate</source>
            <translation>创建副本</translation>
        </message>
        <message>
            <source>Delete</source>
            <translation>删除</translation>
        </message>
        <message>
            <source>Delete and reconnect</source>
            <translation>删除并重新连接</translation>
        </message>
        <message>
            <source>Select all</source>
            <translation>全选</translation>
        </message>
        <message>
            <source>&amp;Network</source>
            <translation>网络(&amp;N)</translation>
        </message>
        <message>
            <source>Add a layer …</source>
            <translation>添加层…</translation>
        </message>
        <message>
            <source>Add a layer at the pointer …</source>
            <translation>在指针处添加层…</translation>
        </message>
        <message>
            <source>Rename</source>
            <translation>重命名</translation>
        </message>
        <message>
            <source>Wires …</source>
            <translation>连线…</translation>
        </message>
        <message>
            <source>Replace with another layer …</source>
            <translation>替换为其他种类…</translation>
        </message>
        <message>
            <source>Bypass</source>
            <translation>旁路</translation>
        </message>
        <message>
            <source>Output, or not</source>
            <translation>设为输出／取消</translation>
        </message>
        <message>
            <source>Group into a block</source>
            <translation>合成一个模块</translation>
        </message>
        <message>
            <source>Ungroup</source>
            <translation>拆开模块</translation>
        </message>
        <message>
            <source>Open</source>
            <translation>打开</translation>
        </message>
        <message>
            <source>Go up</source>
            <translation>返回上层</translation>
        </message>
        <message>
            <source>Save to my blocks …</source>
            <translation>存入我的模块…</translation>
        </message>
        <message>
            <source>Repeat …</source>
            <translation>重复…</translation>
        </message>
        <message>
            <source>Tidy layout</source>
            <translation>整理布局</translation>
        </message>
        <message>
            <source>Tidy in columns</source>
            <translation>按列整理布局</translation>
        </message>
        <message>
            <source>&amp;Arrange</source>
            <translation>排列(&amp;A)</translation>
        </message>
        <message>
            <source>Frame, or unframe</source>
            <translation>加框或去框</translation>
        </message>
        <message>
            <source>Note on a block …</source>
            <translation>模块备注…</translation>
        </message>
        <message>
            <source>Align left</source>
            <translation>左对齐</translation>
        </message>
        <message>
            <source>Align centre</source>
            <translation>水平居中对齐</translation>
        </message>
        <message>
            <source>Align right</source>
            <translation>右对齐</translation>
        </message>
        <message>
            <source>Align top</source>
            <translation>顶端对齐</translation>
        </message>
        <message>
            <source>Align middle</source>
            <translation>垂直居中对齐</translation>
        </message>
        <message>
            <source>Align bottom</source>
            <translation>底端对齐</translation>
        </message>
        <message>
            <source>Distribute horizontally</source>
            <translation>横向均匀分布</translation>
        </message>
        <message>
            <source>Distribute vertically</source>
            <translation>纵向均匀分布</translation>
        </message>
        <message>
            <source>&amp;Training</source>
            <translation>训练(&amp;T)</translation>
        </message>
        <message>
            <source>Train</source>
            <translation>训练</translation>
        </message>
        <message>
            <source>Start anew</source>
            <translation>重新开始</translation>
        </message>
        <message>
            <source>Pause or resume</source>
            <translation>暂停或继续</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>停止</translation>
        </message>
        <message>
            <source>Evaluate</source>
            <translation>评估</translation>
        </message>
        <message>
            <source>Examine network and data …</source>
            <translation>检查网络和数据…</translation>
        </message>
        <message>
            <source>Cross-validate …</source>
            <translation>交叉验证…</translation>
        </message>
        <message>
            <source>Look for label faults …</source>
            <translation>查找标签错误…</translation>
        </message>
        <message>
            <source>Show health on the canvas</source>
            <translation>在画布上显示健康状况</translation>
        </message>
        <message>
            <source>Engine …</source>
            <translation>引擎…</translation>
        </message>
        <message>
            <source>Limits …</source>
            <translation>限额…</translation>
        </message>
        <message>
            <source>Restore the chosen run</source>
            <translation>恢复所选运行</translation>
        </message>
        <message>
            <source>Rename the chosen run</source>
            <translation>重命名所选运行</translation>
        </message>
        <message>
            <source>Notes on the chosen run</source>
            <translation>所选运行的备注</translation>
        </message>
        <message>
            <source>Delete the chosen run</source>
            <translation>删除所选运行</translation>
        </message>
        <message>
            <source>Show or hide the chosen run's curves</source>
            <translation>画出或不再画出所选运行</translation>
        </message>
        <message>
            <source>Forget the trained weights</source>
            <translation>丢弃训练好的权重</translation>
        </message>
        <message>
            <source>&amp;Language</source>
            <translation>语言(&amp;L)</translation>
        </message>
        <message>
            <source>System language</source>
            <translation>跟随系统语言</translation>
        </message>
        <message>
            <source>English</source>
            <translation>English</translation>
        </message>
        <message>
            <source>Simplified Chinese (简体中文)</source>
            <translation>简体中文</translation>
        </message>
        <message>
            <source>&amp;View</source>
            <translation>视图(&amp;V)</translation>
        </message>
        <message>
            <source>Commands …</source>
            <translation>命令…</translation>
        </message>
        <message>
            <source>Outline</source>
            <translation>大纲</translation>
        </message>
        <message>
            <source>History</source>
            <translation>历史</translation>
        </message>
        <message>
            <source>Data page</source>
            <translation>数据页</translation>
        </message>
        <message>
            <source>Evaluation page</source>
            <translation>评估页</translation>
        </message>
        <message>
            <source>Fit</source>
            <translation>适应窗口</translation>
        </message>
        <message>
            <source>Minimap</source>
            <translation>缩略图</translation>
        </message>
        <message>
            <source>Colours of wires</source>
            <translation>连线颜色</translation>
        </message>
        <message>
            <source>Zoom to 100 %</source>
            <translation>缩放到 100 %</translation>
        </message>
        <message>
            <source>Zoom in</source>
            <translation>放大</translation>
        </message>
        <message>
            <source>Zoom out</source>
            <translation>缩小</translation>
        </message>
        <message>
            <source>Larger text</source>
            <translation>放大文字</translation>
        </message>
        <message>
            <source>Smaller text</source>
            <translation>缩小文字</translation>
        </message>
        <message>
            <source>Usual text size</source>
            <translation>默认文字大小</translation>
        </message>
        <message>
            <source>Start page</source>
            <translation>起始页</translation>
        </message>
        <message>
            <source>Next part of the window</source>
            <translation>窗口的下一部分</translation>
        </message>
        <message>
            <source>Previous part of the window</source>
            <translation>窗口的上一部分</translation>
        </message>
        <message>
            <source>Next project</source>
            <translation>下一个项目</translation>
        </message>
        <message>
            <source>Previous project</source>
            <translation>上一个项目</translation>
        </message>
        <message>
            <source>Light colours</source>
            <translation>浅色</translation>
        </message>
        <message>
            <source>Dark colours</source>
            <translation>深色</translation>
        </message>
        <message>
            <source>System colours</source>
            <translation>跟随系统颜色</translation>
        </message>
        <message>
            <source>Hide or show all panels</source>
            <translation>隐藏或显示所有面板</translation>
        </message>
        <message>
            <source>Layers</source>
            <translation>层</translation>
        </message>
        <message>
            <source>Inspector</source>
            <translation>检查器</translation>
        </message>
        <message>
            <source>Panels</source>
            <translation>面板</translation>
        </message>
        <message>
            <source>Presentation</source>
            <translation>演示</translation>
        </message>
        <message>
            <source>&amp;Help</source>
            <translation>帮助(&amp;H)</translation>
        </message>
        <message>
            <source>First-model tour</source>
            <translation>入门导览</translation>
        </message>
        <message>
            <source>Layer help</source>
            <translation>此层的帮助</translation>
        </message>
        <message>
            <source>Shortcuts</source>
            <translation>快捷键</translation>
        </message>
        <message>
            <source>Keras coverage</source>
            <translation>NetBuilder 支持的 Keras 功能</translation>
        </message>
        <message>
            <source>Show log</source>
            <translation>显示日志</translation>
        </message>
        <message>
            <source>About NetBuilder</source>
            <translation>关于 NetBuilder</translation>
        </message>
    </context>
    <context>
        <name>BudgetBar</name>
        <message>
            <source>{figure}, over the limit of {limit}</source>
            <translation>{figure}，超出限额 {limit}</translation>
        </message>
        <message>
            <source>{figure} parameters</source>
            <translation>{figure} 个参数</translation>
        </message>
        <message>
            <source>{figure} operations per sample</source>
            <translation>每个样本 {figure} 次运算</translation>
        </message>
        <message>
            <source>≈ {figure} while training</source>
            <translation>训练时 ≈ {figure}</translation>
        </message>
        <message>
            <source>≈ {figure} per epoch</source>
            <translation>每轮 ≈ {figure}</translation>
        </message>
    </context>
    <context>
        <name>commands</name>
        <message>
            <source>Add {name}</source>
            <translation>添加 {name}</translation>
        </message>
        <message>
            <source>Layer</source>
            <translation>层类型</translation>
        </message>
        <message>
            <source>Go to {name}</source>
            <translation>转到 {name}</translation>
        </message>
        <message>
            <source>Block</source>
            <translation>模块</translation>
        </message>
        <message>
            <source>not available now</source>
            <translation>当前不可用</translation>
        </message>
    </context>
    <context>
        <name>CommandPalette</name>
        <message>
            <source>Commands</source>
            <translation>命令</translation>
        </message>
        <message>
            <source>Find a command, a layer or a block</source>
            <translation>查找命令、层或模块</translation>
        </message>
        <message>
            <source>Nothing matches. Try fewer letters.</source>
            <translation>没有匹配项。请少输入几个字母。</translation>
        </message>
    </context>
    <context>
        <name>Docks</name>
        <message>
            <source>Layers</source>
            <translation>层</translation>
        </message>
        <message>
            <source>Inspector</source>
            <translation>检查器</translation>
        </message>
        <message>
            <source>Panels</source>
            <translation>面板</translation>
        </message>
    </context>
    <context>
        <name>Documents</name>
        <message>
            <source>Open projects</source>
            <translation>打开的项目</translation>
        </message>
        <message>
            <source>Network, data or evaluation</source>
            <translation>网络、数据或评估</translation>
        </message>
        <message>
            <source>Network</source>
            <translation>网络</translation>
        </message>
        <message>
            <source>Data</source>
            <translation>数据</translation>
        </message>
        <message>
            <source>Evaluation</source>
            <translation>评估</translation>
        </message>
        <message>
            <source>Start page</source>
            <translation>起始页</translation>
        </message>
        <message>
            <source> (read-only)</source>
            <translation>（只读）</translation>
        </message>
    </context>
    <context>
        <name>Opening</name>
        <message>
            <source>The network was changed or trained while {name} was being read. Load the weights again</source>
            <translation>读取 {name} 时网络已被修改或正在训练。请重新加载权重</translation>
        </message>
        <message>
            <source>Weights of {name} are in the network</source>
            <translation>{name} 的权重已载入网络</translation>
        </message>
        <message>
            <source>Weights can be loaded once the training has ended</source>
            <translation>训练结束后才能载入权重</translation>
        </message>
        <message>
            <source>the script</source>
            <translation>脚本</translation>
        </message>
        <message>
            <source>line {line}: {text}</source>
            <translation>第 {line} 行：{text}</translation>
        </message>
        <message>
            <source>{text} (and {count} more)</source>
            <translation>{text}（另有 {count} 条）</translation>
        </message>
    </context>
    <context>
        <name>Presentation</name>
        <message>
            <source>Escape ends the presentation</source>
            <translation>按 Escape 结束演示</translation>
        </message>
    </context>
    <context>
        <name>ReadingBar</name>
        <message>
            <source>Stop reading</source>
            <translation>停止读取</translation>
        </message>
        <message>
            <source>Cancelling {name} …</source>
            <translation>正在停止读取 {name}…</translation>
        </message>
        <message>
            <source>Reading {name}, then {count} more …</source>
            <translation>正在读取 {name}，之后还有 {count} 个…</translation>
        </message>
        <message>
            <source>Reading {name} …</source>
            <translation>正在读取 {name}…</translation>
        </message>
    </context>
    <context>
        <name>Saving</name>
        <message>
            <source>Saved {name}</source>
            <translation>已保存 {name}</translation>
        </message>
        <message>
            <source>Saved {name} with what the run has learned so far</source>
            <translation>已保存 {name}，包含训练到目前为止学到的内容</translation>
        </message>
        <message>
            <source>Saved {name}. What this run learns enters the project when it ends: save again then</source>
            <translation>已保存 {name}。这次训练学到的内容在结束时才进入项目：请届时再保存</translation>
        </message>
        <message>
            <source>Close {name}</source>
            <translation>关闭 {name}</translation>
        </message>
        <message>
            <source>Code was typed in {name} that is not in the network. It is in no file.</source>
            <translation>在 {name} 中输入了尚未进入网络的代码，它不在任何文件中。</translation>
        </message>
        <message>
            <source>Give it up</source>
            <translation>放弃</translation>
        </message>
        <message>
            <source>{name} has changes that are not saved.</source>
            <translation>{name} 有尚未保存的更改。</translation>
        </message>
        <message>
            <source>{name} is being trained. Closing stops the run; saving keeps what it has learned.</source>
            <translation>{name} 正在训练。关闭会停止训练；保存则保留已学到的内容。</translation>
        </message>
        <message>
            <source>Code was typed that is not in the network. It is not saved with it.</source>
            <translation>输入了尚未进入网络的代码，它不会一起保存。</translation>
        </message>
        <message>
            <source>Save</source>
            <translation>保存</translation>
        </message>
        <message>
            <source>Don't save</source>
            <translation>不保存</translation>
        </message>
        <message>
            <source>Choose a name …</source>
            <translation>选择名称…</translation>
        </message>
        <message>
            <source>NetBuilder projects (*{suffix})</source>
            <translation>NetBuilder 项目 (*{suffix})</translation>
        </message>
        <message>
            <source>{name} was deleted or moved since it was read. Save it there again?</source>
            <translation>{name} 在读取之后被删除或移走了。要重新保存到原处吗？</translation>
        </message>
        <message>
            <source>Save it again</source>
            <translation>重新保存</translation>
        </message>
        <message>
            <source>{name} was changed by another program at {date}, after it was read here.</source>
            <translation>{name} 在此处读取之后，于 {date} 被其他程序修改过。</translation>
        </message>
        <message>
            <source>Keep both saves yours as {other} and continues with it.</source>
            <translation>“两者都保留”会把您的内容存为 {other}，并继续使用该文件。</translation>
        </message>
        <message>
            <source>Keep both</source>
            <translation>两者都保留</translation>
        </message>
        <message>
            <source>Overwrite</source>
            <translation>覆盖</translation>
        </message>
        <message>
            <source>Replace</source>
            <translation>替换</translation>
        </message>
    </context>
    <context>
        <name>shortcuts</name>
        <message>
            <source>On the canvas</source>
            <translation>在画布上</translation>
        </message>
        <message>
            <source>In the outline</source>
            <translation>在大纲中</translation>
        </message>
        <message>
            <source>On the data page</source>
            <translation>在数据页上</translation>
        </message>
        <message>
            <source>In the list of layers</source>
            <translation>在层列表中</translation>
        </message>
        <message>
            <source>Drag a block</source>
            <translation>拖动模块</translation>
        </message>
        <message>
            <source>Move it, and what is selected with it</source>
            <translation>移动它以及一同选中的模块</translation>
        </message>
        <message>
            <source>Double click</source>
            <translation>双击</translation>
        </message>
        <message>
            <source>Add a layer there, or on the wire; write on a note or title</source>
            <translation>在那里或连线上添加层；编辑备注或标题</translation>
        </message>
        <message>
            <source>Click on Open, double click on a block</source>
            <translation>单击“打开”，或双击模块</translation>
        </message>
        <message>
            <source>Look into a block that holds blocks</source>
            <translation>查看包含其他模块的模块内部</translation>
        </message>
        <message>
            <source>Drag to the edge</source>
            <translation>拖到边缘</translation>
        </message>
        <message>
            <source>The canvas moves along</source>
            <translation>画布随之移动</translation>
        </message>
        <message>
            <source>Drag from a port</source>
            <translation>从端口拖动</translation>
        </message>
        <message>
            <source>Draw a wire; let go on the canvas to see what fits</source>
            <translation>画连线；在画布上松开可查看合适的层</translation>
        </message>
        <message>
            <source>Drag from a wired input</source>
            <translation>从已连线的输入拖动</translation>
        </message>
        <message>
            <source>Move the wire's end elsewhere, or remove it</source>
            <translation>把连线的末端移到别处，或断开</translation>
        </message>
        <message>
            <source>Alt+Shift+drag</source>
            <translation>Alt+Shift+拖动</translation>
        </message>
        <message>
            <source>Cut the wires that the stroke crosses</source>
            <translation>剪断划过的连线</translation>
        </message>
        <message>
            <source>Drag a block without wires onto a wire</source>
            <translation>把没有连线的模块拖到连线上</translation>
        </message>
        <message>
            <source>Insert it there</source>
            <translation>在那里插入</translation>
        </message>
        <message>
            <source>Drag over the canvas</source>
            <translation>在画布上拖动</translation>
        </message>
        <message>
            <source>Select blocks</source>
            <translation>选择模块</translation>
        </message>
        <message>
            <source>Shift+click, Ctrl+click</source>
            <translation>Shift+单击、Ctrl+单击</translation>
        </message>
        <message>
            <source>Add a block to the selection, or take it out</source>
            <translation>把模块加入或移出选择</translation>
        </message>
        <message>
            <source>Drop a layer on a wire</source>
            <translation>把层放到连线上</translation>
        </message>
        <message>
            <source>Wheel</source>
            <translation>滚轮</translation>
        </message>
        <message>
            <source>Zoom at the pointer</source>
            <translation>以指针为中心缩放</translation>
        </message>
        <message>
            <source>Shift+wheel</source>
            <translation>Shift+滚轮</translation>
        </message>
        <message>
            <source>Move sideways</source>
            <translation>横向移动</translation>
        </message>
        <message>
            <source>Two fingers</source>
            <translation>双指</translation>
        </message>
        <message>
            <source>Move the canvas; spread or pinch them to zoom</source>
            <translation>移动画布；张开或捏合以缩放</translation>
        </message>
        <message>
            <source>The eraser of a pen</source>
            <translation>触控笔的橡皮端</translation>
        </message>
        <message>
            <source>Space+drag, middle button</source>
            <translation>空格+拖动、鼠标中键</translation>
        </message>
        <message>
            <source>Move the canvas</source>
            <translation>移动画布</translation>
        </message>
        <message>
            <source>Arrow keys</source>
            <translation>方向键</translation>
        </message>
        <message>
            <source>Walk along the wires and to the neighbours</source>
            <translation>沿连线和相邻模块移动</translation>
        </message>
        <message>
            <source>Shift+arrow keys</source>
            <translation>Shift+方向键</translation>
        </message>
        <message>
            <source>Walk, and keep what was selected</source>
            <translation>移动，并保留已选的模块</translation>
        </message>
        <message>
            <source>Drag a frame's title</source>
            <translation>拖动边框的标题</translation>
        </message>
        <message>
            <source>Move the frame with all its blocks</source>
            <translation>移动边框及其中所有模块</translation>
        </message>
        <message>
            <source>Enter</source>
            <translation>Enter</translation>
        </message>
        <message>
            <source>Show what is wrong with the selected block, or open it</source>
            <translation>显示所选模块的问题，或打开它</translation>
        </message>
        <message>
            <source>Escape</source>
            <translation>Esc</translation>
        </message>
        <message>
            <source>Cancel a drag; clear the selection</source>
            <translation>放弃拖动；取消选择</translation>
        </message>
        <message>
            <source>Right click, Menu key</source>
            <translation>右键单击、菜单键</translation>
        </message>
        <message>
            <source>Open the menu</source>
            <translation>打开菜单</translation>
        </message>
        <message>
            <source>Right, Left</source>
            <translation>右、左</translation>
        </message>
        <message>
            <source>Show or hide the wires of a block</source>
            <translation>显示或隐藏模块的连线</translation>
        </message>
        <message>
            <source>Go to the block's fields, or to a wire's other end</source>
            <translation>转到模块的字段，或连线的另一端</translation>
        </message>
        <message>
            <source>Delete</source>
            <translation>Delete</translation>
        </message>
        <message>
            <source>Delete the block or the wire</source>
            <translation>删除模块或连线</translation>
        </message>
        <message>
            <source>Insert</source>
            <translation>Insert</translation>
        </message>
        <message>
            <source>Add a layer below</source>
            <translation>在下方添加层</translation>
        </message>
        <message>
            <source>Letters</source>
            <translation>字母</translation>
        </message>
        <message>
            <source>Go to the block whose name begins with them</source>
            <translation>转到名称以此开头的模块</translation>
        </message>
        <message>
            <source>I, T, X</source>
            <translation>I、T、X</translation>
        </message>
        <message>
            <source>The chosen columns are inputs, targets, left out</source>
            <translation>所选的列作为输入、目标或不使用</translation>
        </message>
        <message>
            <source>W, G, M</source>
            <translation>W、G、M</translation>
        </message>
        <message>
            <source>The chosen column weighs the rows, tells groups, tells times</source>
            <translation>所选的列作为行的权重、分组或时间</translation>
        </message>
        <message>
            <source>1 to 5</source>
            <translation>1 到 5</translation>
        </message>
        <message>
            <source>Kind: as found, number, category, date, text</source>
            <translation>种类：自动判定、数字、类别、日期、文本</translation>
        </message>
        <message>
            <source>S</source>
            <translation>S</translation>
        </message>
        <message>
            <source>Sort by the column: upwards, downwards, as the rows come</source>
            <translation>按该列排序：升序、降序、原来的顺序</translation>
        </message>
        <message>
            <source>F</source>
            <translation>F</translation>
        </message>
        <message>
            <source>Write a condition for the column, such as &gt; 5 or 1..5</source>
            <translation>为该列写条件，例如 &gt; 5 或 1..5</translation>
        </message>
        <message>
            <source>/</source>
            <translation>/</translation>
        </message>
        <message>
            <source>Search all rows</source>
            <translation>在所有行中搜索</translation>
        </message>
        <message>
            <source>Ctrl+Space</source>
            <translation>Ctrl+空格</translation>
        </message>
        <message>
            <source>Choose the whole column; Ctrl+click on heads chooses several</source>
            <translation>选整列；按住 Ctrl 单击列头可选多列</translation>
        </message>
        <message>
            <source>Leave a field for the rows</source>
            <translation>离开输入框，回到各行</translation>
        </message>
        <message>
            <source>Enter, double click</source>
            <translation>Enter、双击</translation>
        </message>
        <message>
            <source>Add the layer below the selected block</source>
            <translation>在所选模块下方添加该层</translation>
        </message>
        <message>
            <source>Drag</source>
            <translation>拖动</translation>
        </message>
        <message>
            <source>Put the layer on the canvas or on a wire</source>
            <translation>把层放到画布或连线上</translation>
        </message>
    </context>
    <context>
        <name>ShortcutSheet</name>
        <message>
            <source>No shortcut matches.</source>
            <translation>没有匹配的快捷键。</translation>
        </message>
    </context>
    <context>
        <name>StatusBar</name>
        <message>
            <source>no data</source>
            <translation>无数据</translation>
        </message>
        <message>
            <source>Keras in another Python</source>
            <translation>另一个 Python 中的 Keras</translation>
        </message>
        <message>
            <source>compiled engine</source>
            <translation>编译引擎</translation>
        </message>
        <message>
            <source>NumPy engine</source>
            <translation>NumPy 引擎</translation>
        </message>
        <message>
            <source>What is not saved cannot be kept for a next start: {cause}</source>
            <translation>无法为下次启动保留未保存的内容：{cause}</translation>
        </message>
        <message>
            <source>settings</source>
            <translation>设置</translation>
        </message>
        <message>
            <source>Settings will not be kept for the next start: {places} cannot be written.</source>
            <translation>到下次启动时不会记住任何内容：无法写入 {places}。</translation>
        </message>
        <message>
            <source>Work of an earlier session was not saved: the start page offers it.</source>
            <translation>上次有未保存的工作：可在起始页中打开。</translation>
        </message>
        <message>
            <source>Something went wrong ({text}). The log has the details: Help, Show log.</source>
            <translation>出了问题（{text}）。详情见日志：帮助，显示日志。</translation>
        </message>
    </context>
    <context>
        <name>ToolBar</name>
        <message>
            <source>Tools</source>
            <translation>工具</translation>
        </message>
        <message>
            <source>Search layers, actions, blocks</source>
            <translation>搜索层、操作和模块</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>停止</translation>
        </message>
        <message>
            <source>Export</source>
            <translation>导出</translation>
        </message>
        <message>
            <source>Continue training</source>
            <translation>继续训练</translation>
        </message>
        <message>
            <source>Continue</source>
            <translation>继续</translation>
        </message>
        <message>
            <source>Train</source>
            <translation>训练</translation>
        </message>
        <message>
            <source>A run of Keras in another Python cannot pause. Stop keeps what it learned.</source>
            <translation>另一个 Python 中的 Keras 运行时不能暂停。停止会保留已学到的内容。</translation>
        </message>
        <message>
            <source>Resume</source>
            <translation>恢复</translation>
        </message>
        <message>
            <source>Pause</source>
            <translation>暂停</translation>
        </message>
    </context>
    <context>
        <name>tour</name>
        <message>
            <source>Choose data</source>
            <translation>选择数据</translation>
        </message>
        <message>
            <source>Open the Data tab below and choose MNIST, 12,000 images: handwritten digits of 28 × 28 pixels.</source>
            <translation>打开下方的“数据”标签页，选择“MNIST 手写数字，12,000 幅图像”：每幅 28 × 28 像素。</translation>
        </message>
        <message>
            <source>Add an input</source>
            <translation>添加输入</translation>
        </message>
        <message>
            <source>Type “input” into the field at the upper left and press Enter: data enters at this block.</source>
            <translation>在左上角的输入框中输入“input”并按 Enter：数据从这个模块进入。</translation>
        </message>
        <message>
            <source>Add layers</source>
            <translation>添加层</translation>
        </message>
        <message>
            <source>Add Flatten, then Dense, in the same way. Each goes below the block that is selected.</source>
            <translation>用同样的方法先添加 Flatten，再添加 Dense。每个都会放到所选模块的下方。</translation>
        </message>
        <message>
            <source>Fix what does not fit</source>
            <translation>解决不匹配之处</translation>
        </message>
        <message>
            <source>A badge marks a problem. Buttons beside the block and in Problems fix it: the shape, and the last layer.</source>
            <translation>角标表示有问题。模块旁边和“问题”中的按钮可以解决它：形状，以及最后一层。</translation>
        </message>
        <message>
            <source>Train</source>
            <translation>训练</translation>
        </message>
        <message>
            <source>Press Train (Ctrl+Return) and watch the curves. Wait for the end, or stop when you like.</source>
            <translation>按“训练”(Ctrl+Return) 并观察曲线。可以等到结束，也可以随时停止。</translation>
        </message>
        <message>
            <source>See how good it is</source>
            <translation>看看效果如何</translation>
        </message>
        <message>
            <source>Evaluate measures it on digits that it has never seen, and shows what it predicts.</source>
            <translation>“评估”用网络从未见过的手写数字检验它，并显示预测结果。</translation>
        </message>
        <message>
            <source>Save it</source>
            <translation>保存成果</translation>
        </message>
        <message>
            <source>Save the project (Ctrl+S), or export the network for Keras (Ctrl+E). F1 on a block explains it.</source>
            <translation>保存项目 (Ctrl+S)，或把网络导出给 Keras (Ctrl+E)。在模块上按 F1 可查看说明。</translation>
        </message>
    </context>
    <context>
        <name>Tour</name>
        <message>
            <source>Resume the tour whenever you like: Help, First-model tour.</source>
            <translation>导览可以随时继续：菜单“帮助”，“入门导览”。</translation>
        </message>
        <message>
            <source>First-model tour</source>
            <translation>入门导览</translation>
        </message>
        <message>
            <source>Steps done</source>
            <translation>已完成的步骤</translation>
        </message>
        <message>
            <source>Show me</source>
            <translation>指给我看</translation>
        </message>
        <message>
            <source>All done</source>
            <translation>全部完成</translation>
        </message>
        <message>
            <source>You have built, trained and saved a network.</source>
            <translation>您已经构建、训练并保存了一个网络。</translation>
        </message>
        <message>
            <source>Step {number} of {count}</source>
            <translation>第 {number} 步，共 {count} 步</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>关闭</translation>
        </message>
        <message>
            <source>Leave the tour</source>
            <translation>离开导览</translation>
        </message>
    </context>
    <context>
        <name>Training</name>
        <message>
            <source>The graph was changed since its last training: the run begins with new weights.</source>
            <translation>网络自上次训练后有改动：这次运行从新权重开始。</translation>
        </message>
        <message>
            <source>Choose data first: it is examined together with the network</source>
            <translation>请先选择数据：数据与网络一起检查</translation>
        </message>
        <message>
            <source>Cross-validation can begin once the training has ended</source>
            <translation>训练结束后才能开始交叉验证</translation>
        </message>
        <message>
            <source>The network has problems. Fix them, then train.</source>
            <translation>网络存在问题。请先修复，再训练。</translation>
        </message>
        <message>
            <source>Choose data first.</source>
            <translation>请先选择数据。</translation>
        </message>
        <message>
            <source>{name} wants to write while it trains: {paths}. That is outside {folder}.</source>
            <translation>{name} 在训练时要写入：{paths}。这在 {folder} 之外。</translation>
        </message>
        <message>
            <source>Files outside the project's folder</source>
            <translation>项目文件夹之外的文件</translation>
        </message>
        <message>
            <source>Allow</source>
            <translation>允许</translation>
        </message>
        <message>
            <source>Train without these files</source>
            <translation>训练但不写这些文件</translation>
        </message>
        <message>
            <source>Training was stopped: {name}</source>
            <translation>训练已停止：{name}</translation>
        </message>
        <message>
            <source>Training failed: {name}</source>
            <translation>训练失败：{name}</translation>
        </message>
        <message>
            <source>Training is finished: {name}</source>
            <translation>训练已完成：{name}</translation>
        </message>
        <message>
            <source>Continue anyway</source>
            <translation>仍然继续</translation>
        </message>
        <message>
            <source>Begin anew</source>
            <translation>重新开始</translation>
        </message>
        <message>
            <source>An interrupted run</source>
            <translation>中断的训练</translation>
        </message>
    </context>
    <context>
        <name>Workspace</name>
        <message>
            <source>Training</source>
            <translation>训练</translation>
        </message>
        <message>
            <source>Evaluate</source>
            <translation>评估</translation>
        </message>
        <message>
            <source>Data</source>
            <translation>数据</translation>
        </message>
        <message>
            <source>Code</source>
            <translation>代码</translation>
        </message>
        <message>
            <source>Runs</source>
            <translation>训练记录</translation>
        </message>
        <message>
            <source>Problems</source>
            <translation>问题</translation>
        </message>
        <message>
            <source>Panels of the network</source>
            <translation>网络的面板</translation>
        </message>
        <message>
            <source>Inspector</source>
            <translation>检查器</translation>
        </message>
    </context>
    <context>
        <name>kinds</name>
        <message>
            <source>Input</source>
            <translation>输入</translation>
        </message>
        <message>
            <source>Dense</source>
            <translation>全连接</translation>
        </message>
        <message>
            <source>Activation</source>
            <translation>激活</translation>
        </message>
        <message>
            <source>Embedding</source>
            <translation>嵌入</translation>
        </message>
        <message>
            <source>Masking</source>
            <translation>掩码</translation>
        </message>
        <message>
            <source>Identity</source>
            <translation>恒等</translation>
        </message>
        <message>
            <source>ReLU</source>
            <translation>修正线性单元</translation>
        </message>
        <message>
            <source>LeakyReLU</source>
            <translation>带泄漏的 ReLU</translation>
        </message>
        <message>
            <source>PReLU</source>
            <translation>可学习斜率的 ReLU</translation>
        </message>
        <message>
            <source>ELU</source>
            <translation>指数线性单元</translation>
        </message>
        <message>
            <source>Softmax</source>
            <translation>归一化指数</translation>
        </message>
        <message>
            <source>Conv1D</source>
            <translation>卷积</translation>
        </message>
        <message>
            <source>Conv2D</source>
            <translation>卷积</translation>
        </message>
        <message>
            <source>Conv3D</source>
            <translation>卷积</translation>
        </message>
        <message>
            <source>AdaptiveMaxPooling1D</source>
            <translation>自适应最大池化</translation>
        </message>
        <message>
            <source>AdaptiveMaxPooling2D</source>
            <translation>自适应最大池化</translation>
        </message>
        <message>
            <source>AdaptiveMaxPooling3D</source>
            <translation>自适应最大池化</translation>
        </message>
        <message>
            <source>AdaptiveAveragePooling1D</source>
            <translation>自适应平均池化</translation>
        </message>
        <message>
            <source>AdaptiveAveragePooling2D</source>
            <translation>自适应平均池化</translation>
        </message>
        <message>
            <source>AdaptiveAveragePooling3D</source>
            <translation>自适应平均池化</translation>
        </message>
        <message>
            <source>Dropout</source>
            <translation>随机失活</translation>
        </message>
        <message>
            <source>SpatialDropout1D</source>
            <translation>空间随机失活</translation>
        </message>
        <message>
            <source>SpatialDropout2D</source>
            <translation>空间随机失活</translation>
        </message>
        <message>
            <source>SpatialDropout3D</source>
            <translation>空间随机失活</translation>
        </message>
        <message>
            <source>AlphaDropout</source>
            <translation>用于 SELU 的随机失活</translation>
        </message>
        <message>
            <source>ActivityRegularization</source>
            <translation>输出正则化</translation>
        </message>
        <message>
            <source>Attention</source>
            <translation>注意力</translation>
        </message>
        <message>
            <source>AdditiveAttention</source>
            <translation>加性注意力</translation>
        </message>
        <message>
            <source>Rescaling</source>
            <translation>缩放数值</translation>
        </message>
        <message>
            <source>Normalization</source>
            <translation>标准化</translation>
        </message>
        <message>
            <source>Discretization</source>
            <translation>离散化</translation>
        </message>
        <message>
            <source>CategoryEncoding</source>
            <translation>类别编码</translation>
        </message>
        <message>
            <source>RandomBrightness</source>
            <translation>随机亮度</translation>
        </message>
        <message>
            <source>RandomContrast</source>
            <translation>随机对比度</translation>
        </message>
        <message>
            <source>RandomSaturation</source>
            <translation>随机饱和度</translation>
        </message>
        <message>
            <source>RandomHue</source>
            <translation>随机色调</translation>
        </message>
        <message>
            <source>RandomColorJitter</source>
            <translation>随机颜色抖动</translation>
        </message>
        <message>
            <source>RandomGrayscale</source>
            <translation>随机灰度</translation>
        </message>
        <message>
            <source>RandomColorDegeneration</source>
            <translation>随机褪色</translation>
        </message>
        <message>
            <source>RandomGaussianBlur</source>
            <translation>随机高斯模糊</translation>
        </message>
        <message>
            <source>RandomSharpness</source>
            <translation>随机锐度</translation>
        </message>
        <message>
            <source>RandomErasing</source>
            <translation>随机擦除</translation>
        </message>
        <message>
            <source>Resizing</source>
            <translation>调整大小</translation>
        </message>
        <message>
            <source>CenterCrop</source>
            <translation>中心裁剪</translation>
        </message>
        <message>
            <source>RandomFlip</source>
            <translation>随机翻转</translation>
        </message>
        <message>
            <source>RandomRotation</source>
            <translation>随机旋转</translation>
        </message>
        <message>
            <source>RandomTranslation</source>
            <translation>随机平移</translation>
        </message>
        <message>
            <source>RandomZoom</source>
            <translation>随机缩放</translation>
        </message>
        <message>
            <source>RandomShear</source>
            <translation>随机错切</translation>
        </message>
        <message>
            <source>RandomCrop</source>
            <translation>随机裁剪</translation>
        </message>
        <message>
            <source>RandomInvert</source>
            <translation>随机反色</translation>
        </message>
        <message>
            <source>Solarization</source>
            <translation>过曝反转</translation>
        </message>
        <message>
            <source>RandomPosterization</source>
            <translation>随机色调分离</translation>
        </message>
        <message>
            <source>Equalization</source>
            <translation>直方图均衡</translation>
        </message>
        <message>
            <source>AutoContrast</source>
            <translation>自动对比度</translation>
        </message>
        <message>
            <source>RandomPerspective</source>
            <translation>随机透视</translation>
        </message>
        <message>
            <source>RandomElasticTransform</source>
            <translation>随机弹性变形</translation>
        </message>
        <message>
            <source>DepthwiseConv1D</source>
            <translation>深度卷积</translation>
        </message>
        <message>
            <source>DepthwiseConv2D</source>
            <translation>深度卷积</translation>
        </message>
        <message>
            <source>SeparableConv1D</source>
            <translation>可分离卷积</translation>
        </message>
        <message>
            <source>SeparableConv2D</source>
            <translation>可分离卷积</translation>
        </message>
        <message>
            <source>Add</source>
            <translation>相加</translation>
        </message>
        <message>
            <source>Subtract</source>
            <translation>相减</translation>
        </message>
        <message>
            <source>Multiply</source>
            <translation>相乘</translation>
        </message>
        <message>
            <source>Average</source>
            <translation>取平均</translation>
        </message>
        <message>
            <source>Maximum</source>
            <translation>取最大</translation>
        </message>
        <message>
            <source>Minimum</source>
            <translation>取最小</translation>
        </message>
        <message>
            <source>Concatenate</source>
            <translation>拼接</translation>
        </message>
        <message>
            <source>Dot</source>
            <translation>点积</translation>
        </message>
        <message>
            <source>EinsumDense</source>
            <translation>爱因斯坦求和全连接</translation>
        </message>
        <message>
            <source>MultiHeadAttention</source>
            <translation>多头注意力</translation>
        </message>
        <message>
            <source>GroupQueryAttention</source>
            <translation>分组查询注意力</translation>
        </message>
        <message>
            <source>GaussianNoise</source>
            <translation>高斯噪声</translation>
        </message>
        <message>
            <source>GaussianDropout</source>
            <translation>高斯随机失活</translation>
        </message>
        <message>
            <source>BatchNormalization</source>
            <translation>批归一化</translation>
        </message>
        <message>
            <source>MaxPooling1D</source>
            <translation>最大池化</translation>
        </message>
        <message>
            <source>MaxPooling2D</source>
            <translation>最大池化</translation>
        </message>
        <message>
            <source>MaxPooling3D</source>
            <translation>最大池化</translation>
        </message>
        <message>
            <source>AveragePooling1D</source>
            <translation>平均池化</translation>
        </message>
        <message>
            <source>AveragePooling2D</source>
            <translation>平均池化</translation>
        </message>
        <message>
            <source>AveragePooling3D</source>
            <translation>平均池化</translation>
        </message>
        <message>
            <source>GlobalMaxPooling1D</source>
            <translation>全局最大池化</translation>
        </message>
        <message>
            <source>GlobalMaxPooling2D</source>
            <translation>全局最大池化</translation>
        </message>
        <message>
            <source>GlobalMaxPooling3D</source>
            <translation>全局最大池化</translation>
        </message>
        <message>
            <source>GlobalAveragePooling1D</source>
            <translation>全局平均池化</translation>
        </message>
        <message>
            <source>GlobalAveragePooling2D</source>
            <translation>全局平均池化</translation>
        </message>
        <message>
            <source>GlobalAveragePooling3D</source>
            <translation>全局平均池化</translation>
        </message>
        <message>
            <source>SimpleRNN</source>
            <translation>简单循环</translation>
        </message>
        <message>
            <source>LSTM</source>
            <translation>长短期记忆</translation>
        </message>
        <message>
            <source>GRU</source>
            <translation>门控循环单元</translation>
        </message>
        <message>
            <source>Flatten</source>
            <translation>展平</translation>
        </message>
        <message>
            <source>Reshape</source>
            <translation>改变形状</translation>
        </message>
        <message>
            <source>Permute</source>
            <translation>交换轴</translation>
        </message>
        <message>
            <source>RepeatVector</source>
            <translation>重复向量</translation>
        </message>
        <message>
            <source>LayerNormalization</source>
            <translation>层归一化</translation>
        </message>
        <message>
            <source>GroupNormalization</source>
            <translation>组归一化</translation>
        </message>
        <message>
            <source>RMSNormalization</source>
            <translation>均方根归一化</translation>
        </message>
        <message>
            <source>UnitNormalization</source>
            <translation>单位归一化</translation>
        </message>
        <message>
            <source>ZeroPadding1D</source>
            <translation>零填充</translation>
        </message>
        <message>
            <source>ZeroPadding2D</source>
            <translation>零填充</translation>
        </message>
        <message>
            <source>ZeroPadding3D</source>
            <translation>零填充</translation>
        </message>
        <message>
            <source>Cropping1D</source>
            <translation>裁剪</translation>
        </message>
        <message>
            <source>Cropping2D</source>
            <translation>裁剪</translation>
        </message>
        <message>
            <source>Cropping3D</source>
            <translation>裁剪</translation>
        </message>
        <message>
            <source>UpSampling1D</source>
            <translation>上采样</translation>
        </message>
        <message>
            <source>UpSampling2D</source>
            <translation>上采样</translation>
        </message>
        <message>
            <source>UpSampling3D</source>
            <translation>上采样</translation>
        </message>
        <message>
            <source>Conv1DTranspose</source>
            <translation>转置卷积</translation>
        </message>
        <message>
            <source>Conv2DTranspose</source>
            <translation>转置卷积</translation>
        </message>
        <message>
            <source>Conv3DTranspose</source>
            <translation>转置卷积</translation>
        </message>
        <message>
            <source>Bidirectional</source>
            <translation>双向</translation>
        </message>
        <message>
            <source>TimeDistributed</source>
            <translation>逐时间步</translation>
        </message>
        <message>
            <source>Functional</source>
            <translation>网络模块</translation>
        </message>
    </context>
    <context>
        <name>engine</name>
        <message>
            <source>Find a layer</source>
            <translation>查找层</translation>
        </message>
        <message>
            <source>Layers</source>
            <translation>层</translation>
        </message>
        <message>
            <source>No layer is called that.</source>
            <translation>没有叫这个名字的层。</translation>
        </message>
        <message>
            <source>Move {name}</source>
            <translation>移动 {name}</translation>
        </message>
        <message>
            <source>Move blocks</source>
            <translation>移动模块</translation>
        </message>
        <message>
            <source>Disconnect {name}</source>
            <translation>断开 {name}</translation>
        </message>
        <message>
            <source>Connect {a} to {b}</source>
            <translation>连接 {a} 到 {b}</translation>
        </message>
        <message>
            <source>Minimap</source>
            <translation>缩略图</translation>
        </message>
        <message>
            <source>Problems of the block</source>
            <translation>该模块的问题</translation>
        </message>
        <message>
            <source>bypassed</source>
            <translation>已旁路</translation>
        </message>
        <message>
            <source>holds a network: open it to look inside</source>
            <translation>内含网络：打开即可查看</translation>
        </message>
        <message>
            <source>output {shape}</source>
            <translation>输出 {shape}</translation>
        </message>
        <message>
            <source>{count} parameters</source>
            <translation>{count} 个参数</translation>
        </message>
        <message>
            <source>breaks a limit</source>
            <translation>超出限制</translation>
        </message>
        <message>
            <source>Input of {name}</source>
            <translation>{name} 的输入</translation>
        </message>
        <message>
            <source>Input {number} of {name}</source>
            <translation>{name} 的输入 {number}</translation>
        </message>
        <message>
            <source>not connected</source>
            <translation>未连接</translation>
        </message>
        <message>
            <source>Output of {name}</source>
            <translation>{name} 的输出</translation>
        </message>
        <message>
            <source>Output {number} of {name}</source>
            <translation>{name} 的输出 {number}</translation>
        </message>
        <message>
            <source>an output of the network</source>
            <translation>网络的输出</translation>
        </message>
        <message>
            <source>Wire from {source} to {target}</source>
            <translation>从 {source} 到 {target} 的连线</translation>
        </message>
        <message>
            <source>No blocks yet. Ctrl+L adds a layer</source>
            <translation>还没有模块。按 Ctrl+L 添加层</translation>
        </message>
        <message>
            <source>{count} blocks</source>
            <translation>{count} 个模块</translation>
        </message>
        <message>
            <source>inside of {name}</source>
            <translation>在 {name} 内部</translation>
        </message>
        <message>
            <source>{count} problems</source>
            <translation>{count} 个问题</translation>
        </message>
        <message>
            <source>The arrow keys walk along the wires. Enter tells what is wrong with a block</source>
            <translation>方向键沿连线移动。Enter 说明模块的问题</translation>
        </message>
        <message>
            <source>reads {names}</source>
            <translation>读取 {names}</translation>
        </message>
        <message>
            <source>feeds {names}</source>
            <translation>输出到 {names}</translation>
        </message>
        <message>
            <source>{text} and {count} more</source>
            <translation>{text} 以及另外 {count} 个</translation>
        </message>
        <message>
            <source>Cut a wire</source>
            <translation>剪断连线</translation>
        </message>
        <message>
            <source>Cut wires</source>
            <translation>剪断多条连线</translation>
        </message>
        <message>
            <source>{source} → {target}
{shape}: {count} values, {size} per sample
{kind}</source>
            <translation>{source} → {target}
{shape}：{count} 个数值，每个样本 {size}
{kind}</translation>
        </message>
        <message>
            <source>Open</source>
            <translation>打开</translation>
        </message>
        <message>
            <source>Selects the block</source>
            <translation>选中该模块</translation>
        </message>
        <message>
            <source>Goes to the other end of the wire</source>
            <translation>转到连线的另一端</translation>
        </message>
        <message>
            <source>Selects the block that it ends in</source>
            <translation>选中连线终点的模块</translation>
        </message>
        <message>
            <source>Canvas</source>
            <translation>画布</translation>
        </message>
        <message>
            <source>Title of the frame</source>
            <translation>边框标题</translation>
        </message>
        <message>
            <source>Note</source>
            <translation>备注</translation>
        </message>
        <message>
            <source>A note about this block. Enter saves it.</source>
            <translation>关于此模块要说的话。按 Enter 保存。</translation>
        </message>
        <message>
            <source>Arrays of {name}</source>
            <translation>{name} 的数组</translation>
        </message>
        <message>
            <source>The names of these arrays do not tell what they are. Without a test part some of the samples are held back for testing.</source>
            <translation>这些数组的名称看不出它们是什么。没有测试部分时，会留出一些样本用于测试。</translation>
        </message>
        <message>
            <source>none</source>
            <translation>无</translation>
        </message>
        <message>
            <source>Take them</source>
            <translation>采用</translation>
        </message>
        <message>
            <source>Examine</source>
            <translation>检查</translation>
        </message>
        <message>
            <source>Examination of {name}</source>
            <translation>检查 {name}</translation>
        </message>
        <message>
            <source>Network and data are tried together: copies are trained for a few seconds. The project, its weights and the test part stay as they are.</source>
            <translation>把网络和数据放在一起试：用副本训练几秒钟。项目、权重和测试集都保持不变。</translation>
        </message>
        <message>
            <source>In full: try learning rates too (up to two minutes)</source>
            <translation>完整检查：还会试不同的学习率（最多两分钟）</translation>
        </message>
        <message>
            <source>Findings</source>
            <translation>检查结果</translation>
        </message>
        <message>
            <source>examining …</source>
            <translation>正在检查…</translation>
        </message>
        <message>
            <source>Examine again</source>
            <translation>重新检查</translation>
        </message>
        <message>
            <source>stopped</source>
            <translation>已停止</translation>
        </message>
        <message>
            <source>nothing was examined yet</source>
            <translation>尚未检查</translation>
        </message>
        <message>
            <source>This was so at {at}. {what} changed since: examine it again.</source>
            <translation>这是 {at} 时的情况。{what}此后已改变：请重新检查。</translation>
        </message>
        <message>
            <source>at a glance, {at}: {good} good, {doubtful} doubtful, {bad} bad</source>
            <translation>粗看（{at}）：{good} 项良好，{doubtful} 项可疑，{bad} 项有误</translation>
        </message>
        <message>
            <source>examined at {at}: {good} good, {doubtful} doubtful, {bad} bad</source>
            <translation>检查于 {at}：{good} 项良好，{doubtful} 项可疑，{bad} 项有误</translation>
        </message>
        <message>
            <source>The network</source>
            <translation>网络</translation>
        </message>
        <message>
            <source>The data</source>
            <translation>数据</translation>
        </message>
        <message>
            <source>The settings of the training</source>
            <translation>训练设置</translation>
        </message>
        <message>
            <source>More than one thing</source>
            <translation>不止一处</translation>
        </message>
        <message>
            <source>Loss by learning rate</source>
            <translation>损失随学习率的变化</translation>
        </message>
        <message>
            <source>Engine</source>
            <translation>引擎</translation>
        </message>
        <message>
            <source>NumPy: the engine of NetBuilder</source>
            <translation>NumPy：NetBuilder 自带的引擎</translation>
        </message>
        <message>
            <source>Keras in another Python</source>
            <translation>另一个 Python 中的 Keras</translation>
        </message>
        <message>
            <source>Keras trains in a Python environment of yours, on its GPUs too. The curves appear here.</source>
            <translation>由您自己环境中的 Keras 训练，也可使用那里的显卡。曲线仍显示在这里。</translation>
        </message>
        <message>
            <source>such as {example}</source>
            <translation>例如 {example}</translation>
        </message>
        <message>
            <source>Python</source>
            <translation>Python</translation>
        </message>
        <message>
            <source>Choose …</source>
            <translation>选择…</translation>
        </message>
        <message>
            <source>Backend</source>
            <translation>后端</translation>
        </message>
        <message>
            <source>what is installed</source>
            <translation>已安装的</translation>
        </message>
        <message>
            <source>Check</source>
            <translation>检查</translation>
        </message>
        <message>
            <source>Command</source>
            <translation>命令</translation>
        </message>
        <message>
            <source>Copy</source>
            <translation>复制</translation>
        </message>
        <message>
            <source>Export {name}</source>
            <translation>导出 {name}</translation>
        </message>
        <message>
            <source>Cancel</source>
            <translation>取消</translation>
        </message>
        <message>
            <source>Export</source>
            <translation>导出</translation>
        </message>
        <message>
            <source>The chosen format</source>
            <translation>所选格式</translation>
        </message>
        <message>
            <source>Progress</source>
            <translation>进度</translation>
        </message>
        <message>
            <source>Stop</source>
            <translation>停止</translation>
        </message>
        <message>
            <source>The file is put in place once every check has read the same from it.</source>
            <translation>各方读出的结果一致后，文件才会保存到位。</translation>
        </message>
        <message>
            <source>Change the network for the export</source>
            <translation>为导出而修改网络</translation>
        </message>
        <message>
            <source>File</source>
            <translation>文件</translation>
        </message>
        <message>
            <source>Choose a file</source>
            <translation>选择文件</translation>
        </message>
        <message>
            <source>whichever fits the network</source>
            <translation>按网络的需要</translation>
        </message>
        <message>
            <source>Sequential</source>
            <translation>Sequential</translation>
        </message>
        <message>
            <source>Functional</source>
            <translation>Functional</translation>
        </message>
        <message>
            <source>Style of the script</source>
            <translation>脚本的写法</translation>
        </message>
        <message>
            <source>Style</source>
            <translation>写法</translation>
        </message>
        <message>
            <source>Ungroup blocks in the file</source>
            <translation>在文件中展开组合模块</translation>
        </message>
        <message>
            <source>Write the weights beside it</source>
            <translation>把权重写在旁边</translation>
        </message>
        <message>
            <source>For larger machines: options on the command line</source>
            <translation>用于更大的机器：带命令行选项</translation>
        </message>
        <message>
            <source>Read it back and compare before it is kept</source>
            <translation>保存前重新读取并比较</translation>
        </message>
        <message>
            <source>the Python that runs NetBuilder</source>
            <translation>运行 NetBuilder 的 Python</translation>
        </message>
        <message>
            <source>Python with the engines that verify</source>
            <translation>含有验证引擎的 Python</translation>
        </message>
        <message>
            <source>Python of the engines</source>
            <translation>引擎的 Python</translation>
        </message>
        <message>
            <source>Choose a Python</source>
            <translation>选择 Python</translation>
        </message>
        <message>
            <source>Save the certificate beside it</source>
            <translation>把证书保存在旁边</translation>
        </message>
        <message>
            <source>Format</source>
            <translation>格式</translation>
        </message>
        <message>
            <source>Save certificate</source>
            <translation>保存证书</translation>
        </message>
        <message>
            <source>Show in folder</source>
            <translation>在文件夹中显示</translation>
        </message>
        <message>
            <source>Close</source>
            <translation>关闭</translation>
        </message>
        <message>
            <source>Start</source>
            <translation>开始</translation>
        </message>
        <message>
            <source>Cross-validation of {name}</source>
            <translation>{name} 的交叉验证</translation>
        </message>
        <message>
            <source>Every training sample validates once, in a network that never saw it. The test part stays untouched, and the weights of the project stay as they are.</source>
            <translation>每个训练样本恰好在一个从未见过它的网络中用于验证一次。测试部分不会被使用，项目的权重也保持不变。</translation>
        </message>
        <message>
            <source>Folds</source>
            <translation>折数</translation>
        </message>
        <message>
            <source>Each fold has its share of every class</source>
            <translation>每一折都按比例包含各个类别</translation>
        </message>
        <message>
            <source>Scores by fold</source>
            <translation>各折的得分</translation>
        </message>
        <message>
            <source>Values for the script</source>
            <translation>脚本所需的值</translation>
        </message>
        <message>
            <source>a number, or a list such as (28, 28, 1)</source>
            <translation>一个数字，或一个列表，例如 (28, 28, 1)</translation>
        </message>
        <message>
            <source>The script uses names whose values it does not give. Enter a value for each:</source>
            <translation>脚本使用了一些没有给出值的名称。请为每个名称填写一个值：</translation>
        </message>
        <message>
            <source>Wires of {name}</source>
            <translation>{name} 的连线</translation>
        </message>
        <message>
            <source>Connect</source>
            <translation>连接</translation>
        </message>
        <message>
            <source>What does {name} read?</source>
            <translation>{name} 读取什么？</translation>
        </message>
        <message>
            <source>This block has no inputs: data enters there.</source>
            <translation>此模块没有输入：数据从这里进入。</translation>
        </message>
        <message>
            <source>nothing</source>
            <translation>无</translation>
        </message>
        <message>
            <source>Change the wires of {name}</source>
            <translation>更改 {name} 的连线</translation>
        </message>
        <message>
            <source>Keras coverage</source>
            <translation>NetBuilder 支持的 Keras 功能</translation>
        </message>
        <message>
            <source>Find a name, a family or a reason</source>
            <translation>查找名称、类别或原因</translation>
        </message>
        <message>
            <source>Which names are shown</source>
            <translation>显示哪些名称</translation>
        </message>
        <message>
            <source>all names</source>
            <translation>全部名称</translation>
        </message>
        <message>
            <source>supported</source>
            <translation>支持</translation>
        </message>
        <message>
            <source>declined</source>
            <translation>不支持</translation>
        </message>
        <message>
            <source>The public names of Keras</source>
            <translation>Keras 的公开名称</translation>
        </message>
        <message>
            <source>Amount</source>
            <translation>数值</translation>
        </message>
        <message>
            <source>Predicted against true</source>
            <translation>预测值与真实值</translation>
        </message>
        <message>
            <source>true</source>
            <translation>真实值</translation>
        </message>
        <message>
            <source>predicted</source>
            <translation>预测值</translation>
        </message>
        <message>
            <source>Residuals</source>
            <translation>残差</translation>
        </message>
        <message>
            <source>predicted less true</source>
            <translation>预测值减真实值</translation>
        </message>
        <message>
            <source>On average {bias} beside the truth. Always saying the median would be {median} off.</source>
            <translation>平均偏离真实值 {bias}。若总是回答中位数，误差为 {median}。</translation>
        </message>
        <message>
            <source>Sample {number}</source>
            <translation>样本 {number}</translation>
        </message>
        <message>
            <source>class</source>
            <translation>类别</translation>
        </message>
        <message>
            <source>samples</source>
            <translation>样本数</translation>
        </message>
        <message>
            <source>precision</source>
            <translation>精确率</translation>
        </message>
        <message>
            <source>recall</source>
            <translation>召回率</translation>
        </message>
        <message>
            <source>F1</source>
            <translation>F1</translation>
        </message>
        <message>
            <source>AUC</source>
            <translation>AUC</translation>
        </message>
        <message>
            <source>Of the samples that were taken for the class, the share that are of it.</source>
            <translation>被认作该类别的样本中，确实属于该类别的比例。</translation>
        </message>
        <message>
            <source>Of the samples of the class, the share that were recognized.</source>
            <translation>该类别的样本中，被识别出来的比例。</translation>
        </message>
        <message>
            <source>The harmonic mean of precision and recall.</source>
            <translation>精确率与召回率的调和平均。</translation>
        </message>
        <message>
            <source>How likely a sample of the class has a higher score than another one.</source>
            <translation>该类别的样本得分高于其他样本的可能性。</translation>
        </message>
        <message>
            <source>95 of 100 draws of as many samples lie between {low} and {high}</source>
            <translation>重复抽取同样多的样本，100 次中有 95 次落在 {low} 与 {high} 之间</translation>
        </message>
        <message>
            <source>Precision, recall and F1 of each class</source>
            <translation>各类别的精确率、召回率与 F1</translation>
        </message>
        <message>
            <source>counts</source>
            <translation>数量</translation>
        </message>
        <message>
            <source>% of the true class</source>
            <translation>占真实类别的百分比</translation>
        </message>
        <message>
            <source>% of the predicted class</source>
            <translation>占预测类别的百分比</translation>
        </message>
        <message>
            <source>What the cells of the matrix say</source>
            <translation>矩阵单元格的含义</translation>
        </message>
        <message>
            <source>Sort by confusion</source>
            <translation>按混淆程度排序</translation>
        </message>
        <message>
            <source>How often it is right, by how sure it is</source>
            <translation>按把握程度统计的正确率</translation>
        </message>
        <message>
            <source>confidence</source>
            <translation>置信度</translation>
        </message>
        <message>
            <source>right</source>
            <translation>正确率</translation>
        </message>
        <message>
            <source>{value} % right  ({low} to {high})</source>
            <translation>正确率 {value} %（{low} 至 {high}）</translation>
        </message>
        <message>
            <source>Confidence and accuracy are {error} apart on average.</source>
            <translation>置信度与准确率平均相差 {error}。</translation>
        </message>
        <message>
            <source>Dividing the scores by {heat} would make them fit best (measured on the validation part).</source>
            <translation>将得分除以 {heat} 时两者最吻合（在验证部分上测得）。</translation>
        </message>
        <message>
            <source>{count} samples of {true}, recognized</source>
            <translation>{true} 的 {count} 个样本，识别正确</translation>
        </message>
        <message>
            <source>{count} samples of {true}, taken for {said}</source>
            <translation>{true} 的 {count} 个样本，被认作 {said}</translation>
        </message>
        <message>
            <source>{count} samples of {cells} cells</source>
            <translation>{cells} 个单元格的 {count} 个样本</translation>
        </message>
        <message>
            <source>{count} samples of {names}</source>
            <translation>{names} 的 {count} 个样本</translation>
        </message>
        <message>
            <source>{count} samples that are {low} to {high} % sure</source>
            <translation>把握程度为 {low} 至 {high} % 的 {count} 个样本</translation>
        </message>
        <message>
            <source>{said} instead of {truth}</source>
            <translation>{said}，应为 {truth}</translation>
        </message>
        <message>
            <source>predicted {said} ({sure} %), label {truth}</source>
            <translation>预测 {said}（{sure} %），标签 {truth}</translation>
        </message>
        <message>
            <source>Samples as pictures</source>
            <translation>以图片显示样本</translation>
        </message>
        <message>
            <source>Samples as rows</source>
            <translation>以行显示样本</translation>
        </message>
        <message>
            <source>line</source>
            <translation>行</translation>
        </message>
        <message>
            <source>sample</source>
            <translation>样本</translation>
        </message>
        <message>
            <source>prediction</source>
            <translation>预测</translation>
        </message>
        <message>
            <source>label</source>
            <translation>标签</translation>
        </message>
        <message>
            <source>{count} of {all} samples of {true} are recognized</source>
            <translation>{true} 的 {all} 个样本中有 {count} 个识别正确</translation>
        </message>
        <message>
            <source>{count} of {all} samples of {true} are taken for {said}</source>
            <translation>{true} 的 {all} 个样本中有 {count} 个被认作 {said}</translation>
        </message>
        <message>
            <source>{name}: what it was taken for</source>
            <translation>{name}：被认作什么</translation>
        </message>
        <message>
            <source>taken for {name}</source>
            <translation>被认作 {name}</translation>
        </message>
        <message>
            <source>Confusion matrix: a row is a true class, a column what it was taken for</source>
            <translation>混淆矩阵：行为真实类别，列为被认作的类别</translation>
        </message>
        <message>
            <source>Test part</source>
            <translation>测试部分</translation>
        </message>
        <message>
            <source>Validation part</source>
            <translation>验证部分</translation>
        </message>
        <message>
            <source>Training part</source>
            <translation>训练部分</translation>
        </message>
        <message>
            <source>Evaluate</source>
            <translation>评估</translation>
        </message>
        <message>
            <source>Part of the data</source>
            <translation>数据的部分</translation>
        </message>
        <message>
            <source>Output of the network</source>
            <translation>网络的输出</translation>
        </message>
        <message>
            <source>Save report …</source>
            <translation>保存报告…</translation>
        </message>
        <message>
            <source>worst first</source>
            <translation>最差的在前</translation>
        </message>
        <message>
            <source>least certain first</source>
            <translation>最无把握的在前</translation>
        </message>
        <message>
            <source>in their order</source>
            <translation>按原有顺序</translation>
        </message>
        <message>
            <source>Order of the samples</source>
            <translation>样本的顺序</translation>
        </message>
        <message>
            <source>Show all</source>
            <translation>全部显示</translation>
        </message>
        <message>
            <source>{count} samples</source>
            <translation>{count} 个样本</translation>
        </message>
        <message>
            <source>{count} mistakes at the threshold {value}</source>
            <translation>阈值为 {value} 时的 {count} 个错误</translation>
        </message>
        <message>
            <source>precision {precision}, recall {recall}, F1 {f1}, accuracy {accuracy}, false alarms {alarms}; AUC {auc}</source>
            <translation>精确率 {precision}，召回率 {recall}，F1 {f1}，准确率 {accuracy}，误报率 {alarms}；AUC {auc}</translation>
        </message>
        <message>
            <source>ROC</source>
            <translation>ROC</translation>
        </message>
        <message>
            <source>false alarms</source>
            <translation>误报率</translation>
        </message>
        <message>
            <source>Precision and recall</source>
            <translation>精确率与召回率</translation>
        </message>
        <message>
            <source>Class</source>
            <translation>类别</translation>
        </message>
        <message>
            <source>Threshold</source>
            <translation>阈值</translation>
        </message>
        <message>
            <source>Best F1</source>
            <translation>最佳 F1</translation>
        </message>
        <message>
            <source>Show the mistakes</source>
            <translation>显示错误样本</translation>
        </message>
        <message>
            <source>threshold {value}</source>
            <translation>阈值 {value}</translation>
        </message>
        <message>
            <source>Method</source>
            <translation>方法</translation>
        </message>
        <message>
            <source>Answer that is explained</source>
            <translation>要解释的答案</translation>
        </message>
        <message>
            <source>How much each column speaks for the answer</source>
            <translation>各列对该答案的支持程度</translation>
        </message>
        <message>
            <source>What speaks for {name} in sample {number}</source>
            <translation>样本 {number} 中支持 {name} 的因素</translation>
        </message>
        <message>
            <source>The sum misses {gap} of the score.</source>
            <translation>各项之和与得分相差 {gap}。</translation>
        </message>
        <message>
            <source>The sample, and the explanation over it</source>
            <translation>样本及叠加其上的解释</translation>
        </message>
        <message>
            <source>Add a callback …</source>
            <translation>添加回调…</translation>
        </message>
        <message>
            <source>Remove</source>
            <translation>移除</translation>
        </message>
        <message>
            <source>Remove {name}</source>
            <translation>移除 {name}</translation>
        </message>
        <message>
            <source>All …</source>
            <translation>全部…</translation>
        </message>
        <message>
            <source>accuracy (exact match)</source>
            <translation>accuracy（完全相等）</translation>
        </message>
        <message>
            <source>Keras script</source>
            <translation>Keras 脚本</translation>
        </message>
        <message>
            <source>Keras 3 script of this network</source>
            <translation>此网络的 Keras 3 脚本</translation>
        </message>
        <message>
            <source>Stop reading</source>
            <translation>停止读取</translation>
        </message>
        <message>
            <source>Give the values …</source>
            <translation>填写这些值…</translation>
        </message>
        <message>
            <source>Discard my changes</source>
            <translation>重新生成</translation>
        </message>
        <message>
            <source>Shows the script of the network as it is; undo brings back what was typed</source>
            <translation>显示当前网络的脚本；撤销可恢复输入的内容</translation>
        </message>
        <message>
            <source>What is wrong with the code</source>
            <translation>代码中的问题</translation>
        </message>
        <message>
            <source>Edit code</source>
            <translation>编辑代码</translation>
        </message>
        <message>
            <source>There is no script while the network has problems:</source>
            <translation>网络存在问题时没有脚本：</translation>
        </message>
        <message>
            <source>Not in this script, for they are not wired yet: {names}</source>
            <translation>尚未连线，因此不在此脚本中：{names}</translation>
        </message>
        <message>
            <source>Column with a preparation of its own</source>
            <translation>单独准备的列</translation>
        </message>
        <message>
            <source>column</source>
            <translation>列</translation>
        </message>
        <message>
            <source>Data sets</source>
            <translation>数据集</translation>
        </message>
        <message>
            <source>Open a file …</source>
            <translation>打开文件…</translation>
        </message>
        <message>
            <source>Open a folder …</source>
            <translation>打开文件夹…</translation>
        </message>
        <message>
            <source>Source</source>
            <translation>来源</translation>
        </message>
        <message>
            <source>Open the data page</source>
            <translation>打开数据页</translation>
        </message>
        <message>
            <source>Series</source>
            <translation>序列</translation>
        </message>
        <message>
            <source>Target column</source>
            <translation>目标列</translation>
        </message>
        <message>
            <source>Preparation</source>
            <translation>预处理</translation>
        </message>
        <message>
            <source>How the data is prepared</source>
            <translation>数据如何预处理</translation>
        </message>
        <message>
            <source>Another data set is still being read. Choose this one when that is done.</source>
            <translation>另一个数据集仍在读取中。请等它读完后再选择这一个。</translation>
        </message>
        <message>
            <source>Choose data</source>
            <translation>选择数据</translation>
        </message>
        <message>
            <source>cancelled</source>
            <translation>已取消</translation>
        </message>
        <message>
            <source>Change {field}</source>
            <translation>更改 {field}</translation>
        </message>
        <message>
            <source>Again</source>
            <translation>再来一次</translation>
        </message>
        <message>
            <source>Target whose classes are counted</source>
            <translation>统计其类别的目标</translation>
        </message>
        <message>
            <source>Samples by class and part</source>
            <translation>各类别在各部分的样本数</translation>
        </message>
        <message>
            <source>Enter, or a double click, shows the rows of a class alone.</source>
            <translation>按 Enter 或双击，只显示该类别的行。</translation>
        </message>
        <message>
            <source>Leave it out</source>
            <translation>不使用它</translation>
        </message>
        <message>
            <source>Role</source>
            <translation>用途</translation>
        </message>
        <message>
            <source>Kind</source>
            <translation>种类</translation>
        </message>
        <message>
            <source>Kind of the chosen columns</source>
            <translation>所选列的种类</translation>
        </message>
        <message>
            <source>Choose a column: its role, its kind and its preparation are shown here.</source>
            <translation>选一列：这里显示它的用途、种类和预处理。</translation>
        </message>
        <message>
            <source>{names}: {what}</source>
            <translation>{names}：{what}</translation>
        </message>
        <message>
            <source>{count} columns: {what}</source>
            <translation>{count} 列：{what}</translation>
        </message>
        <message>
            <source>What enters the network</source>
            <translation>进入网络的内容</translation>
        </message>
        <message>
            <source>all parts</source>
            <translation>所有部分</translation>
        </message>
        <message>
            <source>training</source>
            <translation>训练</translation>
        </message>
        <message>
            <source>validation</source>
            <translation>验证</translation>
        </message>
        <message>
            <source>test</source>
            <translation>测试</translation>
        </message>
        <message>
            <source>left out</source>
            <translation>不使用</translation>
        </message>
        <message>
            <source>Search all rows</source>
            <translation>在所有行中搜索</translation>
        </message>
        <message>
            <source>Part that is shown</source>
            <translation>显示的部分</translation>
        </message>
        <message>
            <source>&gt; 5, 1..5, = 3, != 3; = alone finds blanks, != what is filled; any other text is looked for in the cells</source>
            <translation>&gt; 5、1..5、= 3、!= 3；单独的 = 找空白，!= 找非空；其他文字则在单元格中查找</translation>
        </message>
        <message>
            <source>Pictures of the data</source>
            <translation>数据中的图片</translation>
        </message>
        <message>
            <source>The file was changed since it was read: what is shown is as it was then.</source>
            <translation>文件在读取之后被改动：显示的是当时的内容。</translation>
        </message>
        <message>
            <source>The file was not read to its end.</source>
            <translation>文件没有读完。</translation>
        </message>
        <message>
            <source>Locate …</source>
            <translation>定位…</translation>
        </message>
        <message>
            <source>Read again</source>
            <translation>重新读取</translation>
        </message>
        <message>
            <source>Leave them out</source>
            <translation>不使用它们</translation>
        </message>
        <message>
            <source>No data is chosen yet. Open a table, an .npz file, or a folder with a folder of pictures or texts for each class; data sets that come with NetBuilder are in the panel Data.</source>
            <translation>尚未选择数据。请打开表格、.npz 文件，或为每个类别存放图片或文本的文件夹；NetBuilder 自带的数据集在“数据”面板中。</translation>
        </message>
        <message>
            <source>Change the preparation</source>
            <translation>更改预处理</translation>
        </message>
        <message>
            <source>{path} does not exist. Was it moved? Choose it again</source>
            <translation>{path} 不存在。它被移动了吗？请重新选择</translation>
        </message>
        <message>
            <source>Rows of the data</source>
            <translation>数据的各行</translation>
        </message>
        <message>
            <source>Chosen columns</source>
            <translation>所选的列</translation>
        </message>
        <message>
            <source>Augmentation</source>
            <translation>增强</translation>
        </message>
        <message>
            <source>input</source>
            <translation>输入</translation>
        </message>
        <message>
            <source>target</source>
            <translation>目标</translation>
        </message>
        <message>
            <source>weight</source>
            <translation>权重</translation>
        </message>
        <message>
            <source>group</source>
            <translation>分组</translation>
        </message>
        <message>
            <source>time</source>
            <translation>时间</translation>
        </message>
        <message>
            <source>part</source>
            <translation>部分</translation>
        </message>
        <message>
            <source>as found</source>
            <translation>自动判定</translation>
        </message>
        <message>
            <source>number</source>
            <translation>数字</translation>
        </message>
        <message>
            <source>category</source>
            <translation>类别</translation>
        </message>
        <message>
            <source>text</source>
            <translation>文本</translation>
        </message>
        <message>
            <source>date</source>
            <translation>日期</translation>
        </message>
        <message>
            <source>empty</source>
            <translation>空列</translation>
        </message>
        <message>
            <source>never changes</source>
            <translation>从不变化</translation>
        </message>
        <message>
            <source>only names the rows</source>
            <translation>只是行的编号</translation>
        </message>
        <message>
            <source>says the target</source>
            <translation>等同于目标</translation>
        </message>
        <message>
            <source>No row has anything in it: nothing can be learned from it.</source>
            <translation>没有一行有内容：从中学不到东西。</translation>
        </message>
        <message>
            <source>It is the same in every row: nothing can be learned from it.</source>
            <translation>每一行都相同：从中学不到东西。</translation>
        </message>
        <message>
            <source>Each row has its own: a network would learn the rows by heart.</source>
            <translation>每一行都不同：网络只会把各行背下来。</translation>
        </message>
        <message>
            <source>It says what is to be predicted: a network would look at nothing else, and be of no use where it is not known.</source>
            <translation>它说出了要预测的内容：网络只会看它，而在不知道它的地方毫无用处。</translation>
        </message>
        <message>
            <source>{kind} (set)</source>
            <translation>{kind}（已设定）</translation>
        </message>
        <message>
            <source>{count} blank ({share} %)</source>
            <translation>{count} 个空白（{share} %）</translation>
        </message>
        <message>
            <source>{count} no dates</source>
            <translation>{count} 个不是日期</translation>
        </message>
        <message>
            <source>{count} no numbers</source>
            <translation>{count} 个不是数字</translation>
        </message>
        <message>
            <source>{first} to {last}, {count} different</source>
            <translation>{first} 至 {last}，共 {count} 种</translation>
        </message>
        <message>
            <source>{count} different texts of {low} to {high} words, half of them up to {median}</source>
            <translation>{count} 条不同的文本，{low} 到 {high} 个词，一半不超过 {median} 个</translation>
        </message>
        <message>
            <source>{count} different texts of {low} to {high} characters, half of them up to {median}</source>
            <translation>{count} 条不同的文本，{low} 到 {high} 个字，一半不超过 {median} 个</translation>
        </message>
        <message>
            <source>{count} different: {most}</source>
            <translation>共 {count} 种：{most}</translation>
        </message>
        <message>
            <source>{low} to {high}, median {median}, mean {mean}</source>
            <translation>{low} 至 {high}，中位数 {median}，均值 {mean}</translation>
        </message>
        <message>
            <source>{count} unusual (below {low} or above {high})</source>
            <translation>{count} 个异常值（低于 {low} 或高于 {high}）</translation>
        </message>
        <message>
            <source>Evaluate on the test set</source>
            <translation>在测试集上评估</translation>
        </message>
        <message>
            <source>Which samples are wrong</source>
            <translation>哪些样本答错了</translation>
        </message>
        <message>
            <source>Scores</source>
            <translation>得分</translation>
        </message>
        <message>
            <source>Training settings</source>
            <translation>训练设置</translation>
        </message>
        <message>
            <source>The selected block</source>
            <translation>选中的模块</translation>
        </message>
        <message>
            <source>The selected blocks</source>
            <translation>选中的模块</translation>
        </message>
        <message>
            <source>Name of the block</source>
            <translation>模块名称</translation>
        </message>
        <message>
            <source>The block's name, on the canvas and in the code</source>
            <translation>模块在画布上和代码中的名称</translation>
        </message>
        <message>
            <source>Help F1</source>
            <translation>帮助 F1</translation>
        </message>
        <message>
            <source>What this layer does, with an example and its fields</source>
            <translation>该层的作用、示例和字段</translation>
        </message>
        <message>
            <source>The block in code</source>
            <translation>模块的代码</translation>
        </message>
        <message>
            <source>In code</source>
            <translation>代码</translation>
        </message>
        <message>
            <source>Change {field} of {name}</source>
            <translation>更改 {name} 的 {field}</translation>
        </message>
        <message>
            <source>Look for faults</source>
            <translation>查找错误</translation>
        </message>
        <message>
            <source>Label faults of {name}</source>
            <translation>{name} 的标签错误</translation>
        </message>
        <message>
            <source>Each sample is judged by a network that never saw it. Below it stands what it should rather be, and its label. What is suspected is not always wrong: leave out what you would not teach. The test part and the weights stay as they are.</source>
            <translation>每个样本由从未见过它的网络判断。下方是它更可能的类别及其标签。被怀疑的不一定有错：略去您不想教的样本。测试部分和权重保持不变。</translation>
        </message>
        <message>
            <source>Choose all</source>
            <translation>全选</translation>
        </message>
        <message>
            <source>Leave these out</source>
            <translation>略去这些</translation>
        </message>
        <message>
            <source>Show in data</source>
            <translation>在数据中显示</translation>
        </message>
        <message>
            <source>Save as table …</source>
            <translation>另存为表格…</translation>
        </message>
        <message>
            <source>preparing …</source>
            <translation>正在准备…</translation>
        </message>
        <message>
            <source>fold {fold} of {count}</source>
            <translation>第 {fold} 折，共 {count} 折</translation>
        </message>
        <message>
            <source>No label is suspected.</source>
            <translation>没有可疑的标签。</translation>
        </message>
        <message>
            <source>{count} of {all} labels are suspected; {share} % were told as they are labelled by networks that never saw them</source>
            <translation>{all} 个标签中有 {count} 个可疑；从未见过它们的网络有 {share} % 与标签一致</translation>
        </message>
        <message>
            <source>The project has changed since: look for faults again.</source>
            <translation>项目此后已改变：请重新查找错误。</translation>
        </message>
        <message>
            <source>{count} chosen</source>
            <translation>已选 {count} 个</translation>
        </message>
        <message>
            <source>Leave {count} samples out</source>
            <translation>略去 {count} 个样本</translation>
        </message>
        <message>
            <source>saved: {path}</source>
            <translation>已保存：{path}</translation>
        </message>
        <message>
            <source>All metrics …</source>
            <translation>全部指标…</translation>
        </message>
        <message>
            <source>Options of {name}</source>
            <translation>{name} 的选项</translation>
        </message>
        <message>
            <source>Problems</source>
            <translation>问题</translation>
        </message>
        <message>
            <source>A run can only go on with a number above 0.</source>
            <translation>训练只能以大于 0 的数值继续。</translation>
        </message>
        <message>
            <source>schedule</source>
            <translation>学习率调度</translation>
        </message>
        <message>
            <source>Metrics with weights</source>
            <translation>加权指标</translation>
        </message>
        <message>
            <source>Validation and order</source>
            <translation>验证与顺序</translation>
        </message>
        <message>
            <source>Learning rate over time</source>
            <translation>学习率的变化</translation>
        </message>
        <message>
            <source>Restore run {number}</source>
            <translation>恢复第 {number} 次运行</translation>
        </message>
        <message>
            <source>Delete run {number}</source>
            <translation>删除第 {number} 次运行</translation>
        </message>
        <message>
            <source>Rename run {number}</source>
            <translation>重命名第 {number} 次运行</translation>
        </message>
        <message>
            <source>Notes on run {number}</source>
            <translation>第 {number} 次运行的备注</translation>
        </message>
        <message>
            <source>The network tells one class out of several.</source>
            <translation>网络从多个类别中判断一个。</translation>
        </message>
        <message>
            <source>The network tells one class out of several; labels are one-hot.</source>
            <translation>网络从多个类别中判断一个；标签为独热编码。</translation>
        </message>
        <message>
            <source>The network answers yes or no.</source>
            <translation>网络回答是或否。</translation>
        </message>
        <message>
            <source>The network answers yes or no several times.</source>
            <translation>网络对多个问题回答是或否。</translation>
        </message>
        <message>
            <source>The network predicts amounts.</source>
            <translation>网络预测数值。</translation>
        </message>
        <message>
            <source>The network gives its input back.</source>
            <translation>网络还原它的输入。</translation>
        </message>
        <message>
            <source>Choose data, and what fits it stands first.</source>
            <translation>选择数据后，适合的选项会排在最前。</translation>
        </message>
        <message>
            <source>optimizer</source>
            <translation>优化器</translation>
        </message>
        <message>
            <source>Training</source>
            <translation>训练</translation>
        </message>
        <message>
            <source>Metrics</source>
            <translation>指标</translation>
        </message>
        <message>
            <source>After each epoch</source>
            <translation>每轮之后</translation>
        </message>
        <message>
            <source>loss</source>
            <translation>损失</translation>
        </message>
        <message>
            <source>These blocks share no fields.</source>
            <translation>这些模块没有共同的参数。</translation>
        </message>
        <message>
            <source>Change {field} of {count} blocks</source>
            <translation>更改 {count} 个模块的 {field}</translation>
        </message>
        <message>
            <source>Columns that are predicted</source>
            <translation>要预测的列</translation>
        </message>
        <message>
            <source>Target with settings of its own</source>
            <translation>有单独设置的目标</translation>
        </message>
        <message>
            <source>of target</source>
            <translation>目标</translation>
        </message>
        <message>
            <source>targets</source>
            <translation>多个目标</translation>
        </message>
        <message>
            <source>Table beside the first</source>
            <translation>与第一个表并列的表</translation>
        </message>
        <message>
            <source>Add a table …</source>
            <translation>添加一个表…</translation>
        </message>
        <message>
            <source>Choose its file again …</source>
            <translation>重新选择文件…</translation>
        </message>
        <message>
            <source>Take it away</source>
            <translation>移除</translation>
        </message>
        <message>
            <source>tables beside</source>
            <translation>并列的表</translation>
        </message>
        <message>
            <source>Fits next</source>
            <translation>接下来适合</translation>
        </message>
        <message>
            <source>Add {name}</source>
            <translation>添加 {name}</translation>
        </message>
        <message>
            <source>Training progress</source>
            <translation>训练进度</translation>
        </message>
        <message>
            <source>Learning rate</source>
            <translation>学习率</translation>
        </message>
        <message>
            <source>Goes to the field: a new rate counts from the next step of this run on</source>
            <translation>转到输入框：新的学习率从本次训练的下一步起生效</translation>
        </message>
        <message>
            <source>Choose what trains: NumPy, or Keras in another Python</source>
            <translation>选择用什么训练：NumPy，或另一个 Python 中的 Keras</translation>
        </message>
        <message>
            <source>Continue</source>
            <translation>继续</translation>
        </message>
        <message>
            <source>Start anew</source>
            <translation>重新开始</translation>
        </message>
        <message>
            <source>Curves</source>
            <translation>曲线</translation>
        </message>
        <message>
            <source>Smoothing</source>
            <translation>平滑</translation>
        </message>
        <message>
            <source>Mean over the last batches: 0 is none, the right end a whole epoch</source>
            <translation>对最近若干批次取平均：0 为不平滑，最右端为一整轮</translation>
        </message>
        <message>
            <source>Batches</source>
            <translation>按批次</translation>
        </message>
        <message>
            <source>Training batch by batch; off is one point an epoch</source>
            <translation>逐批显示训练；关闭则每轮一个点</translation>
        </message>
        <message>
            <source>Log scale</source>
            <translation>对数刻度</translation>
        </message>
        <message>
            <source>Values in powers of ten</source>
            <translation>以十的幂显示数值</translation>
        </message>
        <message>
            <source>Ends the zoom. Drag over a plot or turn the wheel with Ctrl to zoom</source>
            <translation>结束缩放。在图上拖动或按住 Ctrl 滚动滚轮即可缩放</translation>
        </message>
        <message>
            <source>Export curves …</source>
            <translation>导出曲线…</translation>
        </message>
        <message>
            <source>Picture (PNG), drawing (SVG) or table (CSV)</source>
            <translation>图片 (PNG)、矢量图 (SVG) 或表格 (CSV)</translation>
        </message>
        <message>
            <source>More</source>
            <translation>更多</translation>
        </message>
        <message>
            <source>Fit the ends to the data</source>
            <translation>让首尾两层适应数据</translation>
        </message>
        <message>
            <source>Replace {name} by {kind}</source>
            <translation>把 {name} 替换为 {kind}</translation>
        </message>
        <message>
            <source>Delete {name}</source>
            <translation>删除 {name}</translation>
        </message>
        <message>
            <source>Delete blocks</source>
            <translation>删除模块</translation>
        </message>
        <message>
            <source>Delete {name} and reconnect</source>
            <translation>删除 {name} 并重新连接</translation>
        </message>
        <message>
            <source>Delete blocks and reconnect</source>
            <translation>删除模块并重新连接</translation>
        </message>
        <message>
            <source>Paste</source>
            <translation>粘贴</translation>
        </message>
        <message>
            <source>Duplicate</source>
            <translation>创建副本</translation>
        </message>
        <message>
            <source>Tidy layout</source>
            <translation>整理布局</translation>
        </message>
        <message>
            <source>Tidy in columns</source>
            <translation>按列整理布局</translation>
        </message>
        <message>
            <source>Use {name} again</source>
            <translation>重新启用 {name}</translation>
        </message>
        <message>
            <source>Use blocks again</source>
            <translation>重新启用模块</translation>
        </message>
        <message>
            <source>Bypass {name}</source>
            <translation>旁路 {name}</translation>
        </message>
        <message>
            <source>Bypass blocks</source>
            <translation>旁路模块</translation>
        </message>
        <message>
            <source>Output at {name}, or not</source>
            <translation>设置或取消输出 {name}</translation>
        </message>
        <message>
            <source>Outputs, or not</source>
            <translation>设置或取消输出</translation>
        </message>
        <message>
            <source>Remove the frame</source>
            <translation>去掉边框</translation>
        </message>
        <message>
            <source>Frame blocks</source>
            <translation>给模块加框</translation>
        </message>
        <message>
            <source>Rename {name}</source>
            <translation>重命名 {name}</translation>
        </message>
        <message>
            <source>Note on {name}</source>
            <translation>{name} 的备注</translation>
        </message>
        <message>
            <source>Align blocks</source>
            <translation>对齐模块</translation>
        </message>
        <message>
            <source>Distribute blocks</source>
            <translation>均匀分布模块</translation>
        </message>
        <message>
            <source>Put {name} on a wire</source>
            <translation>把 {name} 放到连线上</translation>
        </message>
        <message>
            <source>Training failed. The log has the details (Help, Show log).</source>
            <translation>训练失败。详情见日志（帮助，显示日志）。</translation>
        </message>
        <message>
            <source>Fit new blocks to the data</source>
            <translation>让新模块适应数据</translation>
        </message>
        <message>
            <source>there is not enough memory: {free} are free. Make layers smaller, or the batches</source>
            <translation>内存不足：只剩 {free} 可用。请减小层的规模，或减小批量</translation>
        </message>
        <message>
            <source>different</source>
            <translation>各不相同</translation>
        </message>
        <message>
            <source>Search</source>
            <translation>搜索</translation>
        </message>
        <message>
            <source>Choices</source>
            <translation>可选项</translation>
        </message>
        <message>
            <source>Nothing is called that.</source>
            <translation>没有叫这个名字的。</translation>
        </message>
        <message>
            <source>The whole network</source>
            <translation>整个网络</translation>
        </message>
        <message>
            <source>{count} more problems</source>
            <translation>另有 {count} 个问题</translation>
        </message>
        <message>
            <source>No problems</source>
            <translation>没有问题</translation>
        </message>
        <message>
            <source>Training has begun</source>
            <translation>训练已开始</translation>
        </message>
        <message>
            <source>epoch {epoch} of {epochs}</source>
            <translation>第 {epoch} 轮，共 {epochs} 轮</translation>
        </message>
        <message>
            <source>{old} is now called {new}</source>
            <translation>{old} 现名为 {new}</translation>
        </message>
        <message>
            <source>Added {names}</source>
            <translation>已添加 {names}</translation>
        </message>
        <message>
            <source>Removed {names}</source>
            <translation>已移除 {names}</translation>
        </message>
        <message>
            <source>{name}: bypassed</source>
            <translation>{name}：已旁路</translation>
        </message>
        <message>
            <source>{name}: no longer bypassed</source>
            <translation>{name}：不再旁路</translation>
        </message>
        <message>
            <source>{source} leads to {target}</source>
            <translation>{source} 连到 {target}</translation>
        </message>
        <message>
            <source>{source} no longer leads to {target}</source>
            <translation>{source} 不再连到 {target}</translation>
        </message>
        <message>
            <source>{count} wires more</source>
            <translation>增加 {count} 条连线</translation>
        </message>
        <message>
            <source>{count} wires less</source>
            <translation>减少 {count} 条连线</translation>
        </message>
        <message>
            <source>Limits</source>
            <translation>限额</translation>
        </message>
        <message>
            <source>Parameters</source>
            <translation>参数</translation>
        </message>
        <message>
            <source>Operations per sample</source>
            <translation>每个样本的运算</translation>
        </message>
        <message>
            <source>Memory while training, in MB</source>
            <translation>训练时的内存 (MB)</translation>
        </message>
        <message>
            <source>Seconds per epoch</source>
            <translation>每轮的秒数</translation>
        </message>
        <message>
            <source>Figures over a limit turn red in the status bar.</source>
            <translation>超出限额的数值会在状态栏中变红。</translation>
        </message>
        <message>
            <source>Group into a block</source>
            <translation>合成一个模块</translation>
        </message>
        <message>
            <source>Ungroup</source>
            <translation>拆开模块</translation>
        </message>
        <message>
            <source>{name} holds no blocks</source>
            <translation>{name} 内部没有模块</translation>
        </message>
        <message>
            <source>Repeat</source>
            <translation>重复</translation>
        </message>
        <message>
            <source>How many times to repeat the block:</source>
            <translation>模块连续出现的次数：</translation>
        </message>
        <message>
            <source>Save to my blocks</source>
            <translation>存入我的模块</translation>
        </message>
        <message>
            <source>Name of the block:</source>
            <translation>模块的名称：</translation>
        </message>
        <message>
            <source>Rename</source>
            <translation>重命名</translation>
        </message>
        <message>
            <source>Delete {name} from my blocks? Networks that use it keep theirs.</source>
            <translation>从我的模块中删除 {name}？已使用它的网络不受影响。</translation>
        </message>
        <message>
            <source>Delete</source>
            <translation>删除</translation>
        </message>
        <message>
            <source>There is already a block named {name}. Replace it?</source>
            <translation>已有名为 {name} 的模块。要用这个替换它吗？</translation>
        </message>
        <message>
            <source>Replace</source>
            <translation>替换</translation>
        </message>
        <message>
            <source>My blocks</source>
            <translation>我的模块</translation>
        </message>
        <message>
            <source>The clipboard holds more than {limit} characters. Save them as a .py file, and open that</source>
            <translation>剪贴板中的文本超过 {limit} 个字符。请把它存为 .py 文件，再打开该文件</translation>
        </message>
        <message>
            <source>Projects, models and scripts ({kinds})</source>
            <translation>项目、模型和脚本 ({kinds})</translation>
        </message>
        <message>
            <source>All files (*)</source>
            <translation>所有文件 (*)</translation>
        </message>
        <message>
            <source>Weights ({kinds})</source>
            <translation>权重 ({kinds})</translation>
        </message>
        <message>
            <source>Load weights</source>
            <translation>载入权重</translation>
        </message>
        <message>
            <source>NetBuilder {version}
Draw a neural network, train it, understand it, and take it away.</source>
            <translation>NetBuilder {version}
画出神经网络，训练它，理解它，带走它。</translation>
        </message>
        <message>
            <source>About NetBuilder</source>
            <translation>关于 NetBuilder</translation>
        </message>
        <message>
            <source>Select one block for this.</source>
            <translation>请为此选择一个模块。</translation>
        </message>
        <message>
            <source>Forget the trained weights</source>
            <translation>忘记训练好的权重</translation>
        </message>
        <message>
            <source>Wires</source>
            <translation>连线</translation>
        </message>
        <message>
            <source>Add a layer after {name} …</source>
            <translation>在 {name} 之后添加层…</translation>
        </message>
        <message>
            <source>Disconnect this output</source>
            <translation>断开此输出</translation>
        </message>
        <message>
            <source>Add a layer before {name} …</source>
            <translation>在 {name} 之前添加层…</translation>
        </message>
        <message>
            <source>Insert a layer …</source>
            <translation>插入层…</translation>
        </message>
        <message>
            <source>Delete the wire</source>
            <translation>删除连线</translation>
        </message>
        <message>
            <source>Go to {name}</source>
            <translation>转到 {name}</translation>
        </message>
        <message>
            <source>Add a layer …</source>
            <translation>添加层…</translation>
        </message>
        <message>
            <source>Doctor</source>
            <translation>体检</translation>
        </message>
        <message>
            <source>Network, data or settings have changed since; this was found before:</source>
            <translation>网络、数据或设置此后已改变；以下是之前发现的：</translation>
        </message>
        <message>
            <source>Nothing in network and data looks wrong at a glance.</source>
            <translation>粗看之下，网络和数据没有问题。</translation>
        </message>
        <message>
            <source>Doctor: nothing found</source>
            <translation>体检：没有发现问题</translation>
        </message>
        <message>
            <source>Doctor: {count} doubtful</source>
            <translation>体检：{count} 项可疑</translation>
        </message>
        <message>
            <source>Doctor: {count} found, some of it wrong</source>
            <translation>体检：发现 {count} 项，其中有错误</translation>
        </message>
        <message>
            <source>Exported {name}</source>
            <translation>已导出 {name}</translation>
        </message>
        <message>
            <source> (with untrained weights)</source>
            <translation>（权重未经训练）</translation>
        </message>
        <message>
            <source>there is not enough memory</source>
            <translation>内存不足</translation>
        </message>
        <message>
            <source>made by NetBuilder {version}, which is newer: read-only</source>
            <translation>由更新的 NetBuilder {version} 生成：只读</translation>
        </message>
        <message>
            <source>{name} is open elsewhere: {user} on {host}, process {process}, since {since}. It is opened read-only; save it under another name</source>
            <translation>{name} 已在别处打开：{host} 上的 {user}，进程 {process}，自 {since} 起。已以只读方式打开；请另存为其他名称</translation>
        </message>
        <message>
            <source>{name} was made by a newer NetBuilder ({version}) and stays as it is.</source>
            <translation>{name} 由更新版本的 NetBuilder（{version}）生成，保持原样。</translation>
        </message>
        <message>
            <source>A copy keeps all that was found in it.</source>
            <translation>副本会保留其中的全部内容。</translation>
        </message>
        <message>
            <source>A copy leaves out what this version does not know: {names}.</source>
            <translation>副本不含本版本不认识的内容：{names}。</translation>
        </message>
        <message>
            <source>{name} is a link to {target}. Write there?</source>
            <translation>{name} 是指向 {target} 的链接。要写入那里吗？</translation>
        </message>
        <message>
            <source>{name} already exists and is not a project. Replace it?</source>
            <translation>{name} 已存在，且不是项目文件。要替换它吗？</translation>
        </message>
        <message>
            <source>{name} already exists. Replace it?</source>
            <translation>{name} 已存在。要替换它吗？</translation>
        </message>
        <message>
            <source>Delete {name}? What it holds cannot be brought back.</source>
            <translation>删除 {name}？其中的内容无法恢复。</translation>
        </message>
        <message>
            <source>{name} cannot be locked where it is stored: others may change it too. Saving asks if they have</source>
            <translation>{name} 所在的位置无法加锁：其他人也可能修改它。保存时若有改动会询问</translation>
        </message>
        <message>
            <source>Paste a script</source>
            <translation>粘贴脚本</translation>
        </message>
        <message>
            <source>Stop training</source>
            <translation>停止训练</translation>
        </message>
        <message>
            <source>loss {value}</source>
            <translation>损失 {value}</translation>
        </message>
        <message>
            <source>{path} is where another tab is to be saved. Choose another name</source>
            <translation>{path} 是另一个标签页要保存到的位置。请换一个名称</translation>
        </message>
        <message>
            <source>{path} is open here read-only. Choose another name</source>
            <translation>{path} 已在此处以只读方式打开。请换一个名称</translation>
        </message>
        <message>
            <source>{path} is open in another tab. Choose another name</source>
            <translation>{path} 已在另一个标签页中打开。请换一个名称</translation>
        </message>
        <message>
            <source>Shortcuts</source>
            <translation>快捷键</translation>
        </message>
        <message>
            <source>Find a key or what it does</source>
            <translation>查找按键或其作用</translation>
        </message>
        <message>
            <source>Start a network</source>
            <translation>新建网络</translation>
        </message>
        <message>
            <source>Start from a template that trains at once, or draw your own from scratch.</source>
            <translation>选一个可以立即训练的模板，或从空白画布画起。</translation>
        </message>
        <message>
            <source>First-model tour</source>
            <translation>入门导览</translation>
        </message>
        <message>
            <source>Build, train and save a network in two minutes</source>
            <translation>用两分钟构建、训练并保存一个网络</translation>
        </message>
        <message>
            <source>Empty canvas</source>
            <translation>空白画布</translation>
        </message>
        <message>
            <source>Open …</source>
            <translation>打开…</translation>
        </message>
        <message>
            <source>Not saved in an earlier session</source>
            <translation>上次未保存</translation>
        </message>
        <message>
            <source>Recent</source>
            <translation>最近</translation>
        </message>
        <message>
            <source>Start page</source>
            <translation>起始页</translation>
        </message>
        <message>
            <source>kept {kept}</source>
            <translation>留存于 {kept}</translation>
        </message>
        <message>
            <source>kept {kept}, older than the project, which was saved {saved}</source>
            <translation>留存于 {kept}，比项目旧；项目保存于 {saved}</translation>
        </message>
        <message>
            <source>kept {kept}; the project was saved {saved}</source>
            <translation>留存于 {kept}；项目保存于 {saved}</translation>
        </message>
        <message>
            <source>Where data enters the network.</source>
            <translation>数据进入网络的地方。</translation>
        </message>
        <message>
            <source>Connects every input with every output: activation(x · kernel + bias).</source>
            <translation>把每个输入与每个输出相连：activation(x · kernel + bias)。</translation>
        </message>
        <message>
            <source>Applies a function to every value.</source>
            <translation>对每个值施加一个函数。</translation>
        </message>
        <message>
            <source>Gives each whole number (a word, a category) a learned vector.</source>
            <translation>给每个整数（词、类别）一个学习得到的向量。</translation>
        </message>
        <message>
            <source>Marks steps that hold nothing but one value as padding, and sets them to 0.</source>
            <translation>把只含某一个值的时间步标为填充，并置为 0。</translation>
        </message>
        <message>
            <source>Passes its input on unchanged.</source>
            <translation>原样传递输入。</translation>
        </message>
        <message>
            <source>Passes values above a threshold up to a limit, and scales what lies below.</source>
            <translation>传递阈值以上、上限以下的值，并缩放更低的值。</translation>
        </message>
        <message>
            <source>Passes positive values and scales negative ones.</source>
            <translation>传递正值，缩放负值。</translation>
        </message>
        <message>
            <source>Passes positive values and scales negative ones by learned slopes (He et al., 2015).</source>
            <translation>传递正值，并按学习得到的斜率缩放负值（He 等，2015）。</translation>
        </message>
        <message>
            <source>Passes positive values; negative ones approach a limit: alpha · (exp(x) - 1).</source>
            <translation>传递正值；负值趋于一个极限：alpha · (exp(x) - 1)。</translation>
        </message>
        <message>
            <source>Turns scores into probabilities that sum to 1 along some axes.</source>
            <translation>沿若干轴把得分变成和为 1 的概率。</translation>
        </message>
        <message>
            <source>Slides small filters along a sequence.</source>
            <translation>让小滤波器沿序列滑动。</translation>
        </message>
        <message>
            <source>Slides small filters over an image.</source>
            <translation>让小滤波器在图像上滑动。</translation>
        </message>
        <message>
            <source>Slides small filters through a volume or a video.</source>
            <translation>让小滤波器在体数据或影片中滑动。</translation>
        </message>
        <message>
            <source>Keeps the largest value of each of a fixed number of windows, however long the sequence.</source>
            <translation>无论序列多长，都保留固定个数窗口中每个窗口的最大值。</translation>
        </message>
        <message>
            <source>Keeps the largest value of each of a fixed number of windows, whatever the image's size.</source>
            <translation>无论图像多大，都保留固定个数窗口中每个窗口的最大值。</translation>
        </message>
        <message>
            <source>Keeps the largest value of each of a fixed number of windows, whatever the volume's size.</source>
            <translation>无论体数据多大，都保留固定个数窗口中每个窗口的最大值。</translation>
        </message>
        <message>
            <source>Takes the means of a fixed number of windows, however long the sequence.</source>
            <translation>无论序列多长，都取固定个数窗口的平均值。</translation>
        </message>
        <message>
            <source>Takes the means of a fixed number of windows, whatever the image's size.</source>
            <translation>无论图像多大，都取固定个数窗口的平均值。</translation>
        </message>
        <message>
            <source>Takes the means of a fixed number of windows, whatever the volume's size.</source>
            <translation>无论体数据多大，都取固定个数窗口的平均值。</translation>
        </message>
        <message>
            <source>Sets a random share of values to 0 while training and scales up the rest.</source>
            <translation>训练时随机把一部分值置为 0，并放大其余的值。</translation>
        </message>
        <message>
            <source>Sets a random share of channels of a sequence to 0 at all steps while training.</source>
            <translation>训练时随机把序列的一部分通道在所有时间步上置为 0。</translation>
        </message>
        <message>
            <source>Sets a random share of feature maps to 0 while training.</source>
            <translation>训练时随机把一部分特征图置为 0。</translation>
        </message>
        <message>
            <source>Sets a random share of feature volumes to 0 while training.</source>
            <translation>训练时随机把一部分特征体置为 0。</translation>
        </message>
        <message>
            <source>Drops values to selu's lower limit while training, and keeps mean and variance (Klambauer et al., 2017).</source>
            <translation>训练时把部分值置为 selu 的下限，并保持均值和方差（Klambauer 等，2017）。</translation>
        </message>
        <message>
            <source>Passes values unchanged and adds a penalty on them to the loss.</source>
            <translation>原样传递数值，并把对它们的惩罚加到损失上。</translation>
        </message>
        <message>
            <source>Answers each query with a mixture of values, by the product of query and key (Luong et al., 2015).</source>
            <translation>按查询与键的乘积，用值的混合回答每个查询（Luong 等，2015）。</translation>
        </message>
        <message>
            <source>Answers each query with a mixture of values, by the tanh of query plus key (Bahdanau et al., 2015).</source>
            <translation>按查询加键的 tanh，用值的混合回答每个查询（Bahdanau 等，2015）。</translation>
        </message>
        <message>
            <source>Multiplies every value by a scale and adds an offset.</source>
            <translation>把每个值乘以一个比例并加上偏移。</translation>
        </message>
        <message>
            <source>Brings values to mean 0 and variance 1, both given or taken from the data before training.</source>
            <translation>使数值均值为 0、方差为 1；二者由人给定，或在训练前从数据得到。</translation>
        </message>
        <message>
            <source>Tells for each value in which of several bins it lies.</source>
            <translation>说明每个值落在若干区间中的哪一个。</translation>
        </message>
        <message>
            <source>Turns whole numbers into zeros and ones, or into counts.</source>
            <translation>把整数变成零和一，或变成计数。</translation>
        </message>
        <message>
            <source>Makes each image brighter or darker.</source>
            <translation>使每幅图像更亮或更暗。</translation>
        </message>
        <message>
            <source>Brings the values of each channel nearer to their mean or farther from it.</source>
            <translation>使每个通道的值靠近或远离其平均值。</translation>
        </message>
        <message>
            <source>Makes the colours of each image stronger or weaker.</source>
            <translation>使每幅图像的颜色更浓或更淡。</translation>
        </message>
        <message>
            <source>Turns the colours of each image around the colour wheel.</source>
            <translation>沿色环旋转每幅图像的颜色。</translation>
        </message>
        <message>
            <source>Changes brightness, contrast, saturation and hue, one after the other.</source>
            <translation>依次改变亮度、对比度、饱和度和色相。</translation>
        </message>
        <message>
            <source>Takes the colours from some images.</source>
            <translation>去掉一部分图像的颜色。</translation>
        </message>
        <message>
            <source>Mixes each image with its own grey.</source>
            <translation>把每幅图像与它自己的灰度图混合。</translation>
        </message>
        <message>
            <source>Blurs each image by a random amount.</source>
            <translation>以随机程度模糊每幅图像。</translation>
        </message>
        <message>
            <source>Sharpens or softens each image by a random amount.</source>
            <translation>以随机程度锐化或柔化每幅图像。</translation>
        </message>
        <message>
            <source>Covers a random rectangle of each image.</source>
            <translation>遮住每幅图像的一个随机矩形。</translation>
        </message>
        <message>
            <source>Stretches or shrinks images to a height and width.</source>
            <translation>把图像拉伸或缩小到给定的高和宽。</translation>
        </message>
        <message>
            <source>Cuts the middle out of images; smaller ones are cut to the same ratio and stretched.</source>
            <translation>裁出图像的中央；较小的图像按同样比例裁剪后拉伸。</translation>
        </message>
        <message>
            <source>Mirrors every second image, at random.</source>
            <translation>随机镜像一半的图像。</translation>
        </message>
        <message>
            <source>Turns each image by a random angle.</source>
            <translation>以随机角度旋转每幅图像。</translation>
        </message>
        <message>
            <source>Moves each image by a random distance.</source>
            <translation>以随机距离平移每幅图像。</translation>
        </message>
        <message>
            <source>Shrinks or enlarges what each image shows.</source>
            <translation>缩小或放大每幅图像的内容。</translation>
        </message>
        <message>
            <source>Slants each image.</source>
            <translation>使每幅图像倾斜。</translation>
        </message>
        <message>
            <source>Cuts a window out of the images of a batch, at a random place while training.</source>
            <translation>从一批图像中裁出一个窗口，训练时位置随机。</translation>
        </message>
        <message>
            <source>Turns some images into their negatives.</source>
            <translation>把一部分图像变成负片。</translation>
        </message>
        <message>
            <source>Inverts the tones above a random threshold.</source>
            <translation>把高于随机阈值的色调反相。</translation>
        </message>
        <message>
            <source>Leaves each image with fewer tones.</source>
            <translation>减少每幅图像的色调数。</translation>
        </message>
        <message>
            <source>Spreads the tones of each channel evenly while training, over all images of a batch together.</source>
            <translation>训练时把每个通道的色调均匀展开，整批图像一起计算。</translation>
        </message>
        <message>
            <source>Spreads the values of each channel of each image over the whole range, always.</source>
            <translation>总是把每幅图像每个通道的值展开到整个范围。</translation>
        </message>
        <message>
            <source>Shows each image as if seen from the side.</source>
            <translation>使每幅图像像是从侧面看到的一样。</translation>
        </message>
        <message>
            <source>Bends each image as if it were of rubber (Simard et al., 2003).</source>
            <translation>像橡胶一样弯曲每幅图像（Simard 等，2003）。</translation>
        </message>
        <message>
            <source>Slides filters along a sequence, each over one channel only.</source>
            <translation>让滤波器沿序列滑动，每个只处理一个通道。</translation>
        </message>
        <message>
            <source>Slides filters over an image, each over one channel only (MobileNet's convolution).</source>
            <translation>让滤波器在图像上滑动，每个只处理一个通道（MobileNet 的卷积）。</translation>
        </message>
        <message>
            <source>Filters each channel of a sequence apart, then mixes the channels: a cheaper Conv1D.</source>
            <translation>先分别过滤序列的每个通道，再混合各通道：更省的 Conv1D。</translation>
        </message>
        <message>
            <source>Filters each channel of an image apart, then mixes the channels: a cheaper Conv2D (Xception).</source>
            <translation>先分别过滤图像的每个通道，再混合各通道：更省的 Conv2D（Xception）。</translation>
        </message>
        <message>
            <source>Adds its inputs, value by value.</source>
            <translation>把各输入逐值相加。</translation>
        </message>
        <message>
            <source>Subtracts its second input from its first, value by value.</source>
            <translation>逐值从第一个输入中减去第二个输入。</translation>
        </message>
        <message>
            <source>Multiplies its inputs, value by value.</source>
            <translation>把各输入逐值相乘。</translation>
        </message>
        <message>
            <source>Takes the mean of its inputs, value by value.</source>
            <translation>逐值取各输入的平均。</translation>
        </message>
        <message>
            <source>Keeps the greatest of its inputs, value by value.</source>
            <translation>逐值保留各输入中最大的。</translation>
        </message>
        <message>
            <source>Keeps the least of its inputs, value by value.</source>
            <translation>逐值保留各输入中最小的。</translation>
        </message>
        <message>
            <source>Joins its inputs end to end along one axis.</source>
            <translation>沿一条轴把各输入首尾相接。</translation>
        </message>
        <message>
            <source>Sums the products of two inputs along one axis of each.</source>
            <translation>沿两个输入各自的一条轴对乘积求和。</translation>
        </message>
        <message>
            <source>Connects inputs with outputs along the axes that an equation names.</source>
            <translation>沿等式所指的轴把输入与输出相连。</translation>
        </message>
        <message>
            <source>Lets each step look at others with several heads (Vaswani et al., 2017).</source>
            <translation>让每个时间步用多个头查看其他时间步（Vaswani 等，2017）。</translation>
        </message>
        <message>
            <source>Attention in which several query heads share the keys and values of one (Ainslie et al., 2023).</source>
            <translation>若干查询头共用一组键和值的注意力（Ainslie 等，2023）。</translation>
        </message>
        <message>
            <source>Adds normal noise while training.</source>
            <translation>训练时加上正态噪声。</translation>
        </message>
        <message>
            <source>Multiplies by normal noise around 1 while training, with the variance that Dropout of this rate has.</source>
            <translation>训练时乘以均值为 1 的正态噪声，其方差与同样比例的 Dropout 相同。</translation>
        </message>
        <message>
            <source>Centres and scales each channel by the batch while training, by running averages afterwards.</source>
            <translation>训练时按批次对每个通道做中心化和缩放，之后用滑动平均。</translation>
        </message>
        <message>
            <source>Keeps the largest value of each window and shortens the sequence.</source>
            <translation>保留每个窗口的最大值并缩短序列。</translation>
        </message>
        <message>
            <source>Keeps the largest value of each window and shrinks the image.</source>
            <translation>保留每个窗口的最大值并缩小图像。</translation>
        </message>
        <message>
            <source>Keeps the largest value of each window and shrinks the volume.</source>
            <translation>保留每个窗口的最大值并缩小体数据。</translation>
        </message>
        <message>
            <source>Takes the mean of each window and shortens the sequence.</source>
            <translation>取每个窗口的平均值并缩短序列。</translation>
        </message>
        <message>
            <source>Takes the mean of each window and shrinks the image.</source>
            <translation>取每个窗口的平均值并缩小图像。</translation>
        </message>
        <message>
            <source>Takes the mean of each window and shrinks the volume.</source>
            <translation>取每个窗口的平均值并缩小体数据。</translation>
        </message>
        <message>
            <source>Keeps the largest value of each channel over the whole sequence.</source>
            <translation>保留每个通道在整个序列上的最大值。</translation>
        </message>
        <message>
            <source>Keeps the largest value of each channel over the whole image.</source>
            <translation>保留每个通道在整幅图像上的最大值。</translation>
        </message>
        <message>
            <source>Keeps the largest value of each channel over the whole volume.</source>
            <translation>保留每个通道在整个体数据上的最大值。</translation>
        </message>
        <message>
            <source>Takes the mean of each channel over the whole sequence, without its masked steps.</source>
            <translation>取每个通道在整个序列上的平均值，不计被掩码的时间步。</translation>
        </message>
        <message>
            <source>Takes the mean of each channel over the whole image.</source>
            <translation>取每个通道在整幅图像上的平均值。</translation>
        </message>
        <message>
            <source>Takes the mean of each channel over the whole volume.</source>
            <translation>取每个通道在整个体数据上的平均值。</translation>
        </message>
        <message>
            <source>Mixes each step's input with its own last output.</source>
            <translation>把每个时间步的输入与自己上次的输出混合。</translation>
        </message>
        <message>
            <source>Reads a sequence with a memory that it learns to keep and to forget.</source>
            <translation>用学会保留和遗忘的记忆读序列。</translation>
        </message>
        <message>
            <source>Reads a sequence with one state, and learns at each step how much of it to replace.</source>
            <translation>用一个状态读序列，并在每个时间步学习替换其中多少。</translation>
        </message>
        <message>
            <source>Lines all values up in one row.</source>
            <translation>把所有值排成一行。</translation>
        </message>
        <message>
            <source>Gives the values another shape of the same size.</source>
            <translation>把数值变成大小相同的另一种形状。</translation>
        </message>
        <message>
            <source>Puts the axes in another order.</source>
            <translation>改变各轴的顺序。</translation>
        </message>
        <message>
            <source>Repeats a vector as the steps of a sequence.</source>
            <translation>把一个向量重复成序列的各个时间步。</translation>
        </message>
        <message>
            <source>Centres and scales each sample along some axes, then gives each place a learned factor and offset.</source>
            <translation>沿若干轴对每个样本做中心化和缩放，再给每个位置一个学习得到的系数和偏移。</translation>
        </message>
        <message>
            <source>Centres and scales groups of channels of each sample; one channel a group is instance normalization.</source>
            <translation>对每个样本的通道分组做中心化和缩放；每组一个通道即实例归一化。</translation>
        </message>
        <message>
            <source>Divides each sample by its root mean square along the last axes, and multiplies by a learned factor.</source>
            <translation>把每个样本除以其沿最后若干轴的均方根，再乘以学习得到的系数。</translation>
        </message>
        <message>
            <source>Gives each sample length 1 along some axes.</source>
            <translation>使每个样本沿若干轴的长度为 1。</translation>
        </message>
        <message>
            <source>Adds steps of zeros before and after a sequence.</source>
            <translation>在序列前后补上全零的时间步。</translation>
        </message>
        <message>
            <source>Adds rows and columns of zeros around an image.</source>
            <translation>在图像四周补上全零的行和列。</translation>
        </message>
        <message>
            <source>Adds zeros around a volume.</source>
            <translation>在体数据四周补零。</translation>
        </message>
        <message>
            <source>Cuts steps off the beginning and the end of a sequence.</source>
            <translation>从序列的开头和末尾切掉时间步。</translation>
        </message>
        <message>
            <source>Cuts rows and columns off the edges of an image.</source>
            <translation>从图像边缘切掉行和列。</translation>
        </message>
        <message>
            <source>Cuts the edges off a volume.</source>
            <translation>切掉体数据的边缘。</translation>
        </message>
        <message>
            <source>Makes a sequence longer by giving each step several times.</source>
            <translation>把每个时间步重复多次，使序列变长。</translation>
        </message>
        <message>
            <source>Makes an image larger by repeating its pixels or by interpolating between them.</source>
            <translation>重复像素或在像素之间插值，使图像变大。</translation>
        </message>
        <message>
            <source>Makes a volume larger by giving each point several times.</source>
            <translation>把每个点重复多次，使体数据变大。</translation>
        </message>
        <message>
            <source>Makes a sequence longer: spreads each step over several by small learned filters.</source>
            <translation>使序列变长：用学习得到的小滤波器把每个时间步扩散到若干时间步。</translation>
        </message>
        <message>
            <source>Makes an image larger: spreads each pixel over several by small learned filters.</source>
            <translation>使图像变大：用学习得到的小滤波器把每个像素扩散到若干像素。</translation>
        </message>
        <message>
            <source>Makes a volume larger: spreads each point over several by small learned filters.</source>
            <translation>使体数据变大：用学习得到的小滤波器把每个点扩散到若干点。</translation>
        </message>
        <message>
            <source>Reads a sequence from both ends with two recurrent layers and joins what they found.</source>
            <translation>用两个循环层从两端读序列，并合并两者的结果。</translation>
        </message>
        <message>
            <source>Applies one layer to every step of a sequence, with the same weights.</source>
            <translation>用同样的权重把一个层用于序列的每个时间步。</translation>
        </message>
        <message>
            <source>A network inside the network: its inputs and outputs become those of the block.</source>
            <translation>网络中的网络：它的输入和输出成为模块的输入和输出。</translation>
        </message>
        <message>
            <source>All 0.</source>
            <translation>全为 0。</translation>
        </message>
        <message>
            <source>All 1.</source>
            <translation>全为 1。</translation>
        </message>
        <message>
            <source>All the same value.</source>
            <translation>全为同一个值。</translation>
        </message>
        <message>
            <source>Normal values around a mean.</source>
            <translation>围绕某个均值的正态分布值。</translation>
        </message>
        <message>
            <source>Evenly spread values between two limits.</source>
            <translation>两个界限之间均匀分布的值。</translation>
        </message>
        <message>
            <source>Normal values, those beyond two standard deviations drawn again.</source>
            <translation>正态分布值，超出两个标准差的重新抽取。</translation>
        </message>
        <message>
            <source>Values whose variance is `scale` divided by the number of inputs, outputs or their mean.</source>
            <translation>方差等于 `scale` 除以输入数、输出数或二者平均的值。</translation>
        </message>
        <message>
            <source>Uniform values scaled by inputs and outputs (Glorot and Bengio, 2010); good before tanh and softmax.</source>
            <translation>按输入和输出缩放的均匀分布值（Glorot 和 Bengio，2010）；适合 tanh 和 softmax 之前。</translation>
        </message>
        <message>
            <source>Normal values scaled by inputs and outputs (Glorot and Bengio, 2010).</source>
            <translation>按输入和输出缩放的正态分布值（Glorot 和 Bengio，2010）。</translation>
        </message>
        <message>
            <source>Normal values scaled by inputs (He et al., 2015); good before relu.</source>
            <translation>按输入缩放的正态分布值（He 等，2015）；适合 relu 之前。</translation>
        </message>
        <message>
            <source>Uniform values scaled by inputs (He et al., 2015); good before relu.</source>
            <translation>按输入缩放的均匀分布值（He 等，2015）；适合 relu 之前。</translation>
        </message>
        <message>
            <source>Normal values scaled by inputs (LeCun et al., 1998); good before selu.</source>
            <translation>按输入缩放的正态分布值（LeCun 等，1998）；适合 selu 之前。</translation>
        </message>
        <message>
            <source>Uniform values scaled by inputs (LeCun et al., 1998).</source>
            <translation>按输入缩放的均匀分布值（LeCun 等，1998）。</translation>
        </message>
        <message>
            <source>Rows or columns at right angles (Saxe et al., 2014); good for recurrent kernels.</source>
            <translation>相互正交的行或列（Saxe 等，2014）；适合循环核。</translation>
        </message>
        <message>
            <source>The identity matrix.</source>
            <translation>单位矩阵。</translation>
        </message>
        <message>
            <source>Adds the sum of absolute values; drives weights to exactly 0.</source>
            <translation>加上绝对值之和；使权重恰好变为 0。</translation>
        </message>
        <message>
            <source>Adds the sum of squares; keeps weights small.</source>
            <translation>加上平方和；使权重保持较小。</translation>
        </message>
        <message>
            <source>Adds both the sum of absolute values and the sum of squares.</source>
            <translation>同时加上绝对值之和与平方和。</translation>
        </message>
        <message>
            <source>Adds the mean cosine, without its sign, between rows or columns of a matrix; turns them to right angles.</source>
            <translation>加上矩阵各行或各列之间余弦绝对值的平均；使它们趋于正交。</translation>
        </message>
        <message>
            <source>Shrinks columns whose length exceeds a limit.</source>
            <translation>缩短长度超过上限的列。</translation>
        </message>
        <message>
            <source>Cuts negative weights to 0.</source>
            <translation>把负的权重截为 0。</translation>
        </message>
        <message>
            <source>Gives every column length 1.</source>
            <translation>使每列的长度为 1。</translation>
        </message>
        <message>
            <source>Pulls the length of columns between two limits.</source>
            <translation>把列的长度拉到两个界限之间。</translation>
        </message>
        <message>
            <source>For embeddings of length 1 with class numbers: each sample is compared with all others of its batch.</source>
            <translation>用于长度为 1 的嵌入和类别编号：每个样本与同批的所有其他样本比较。</translation>
        </message>
        <message>
            <source>For yes-or-no questions, each output one question.</source>
            <translation>用于是非题，每个输出一道题。</translation>
        </message>
        <message>
            <source>For one class out of several, labels one-hot.</source>
            <translation>用于多类中选一类，标签为 one-hot。</translation>
        </message>
        <message>
            <source>For one class out of several, labels as class numbers.</source>
            <translation>用于多类中选一类，标签为类别编号。</translation>
        </message>
        <message>
            <source>How far a distribution is from the labels' distribution.</source>
            <translation>一个分布与标签分布相差多远。</translation>
        </message>
        <message>
            <source>For counts: outputs are the expected numbers.</source>
            <translation>用于计数：输出是期望的个数。</translation>
        </message>
        <message>
            <source>For sequences of scores (steps, classes) and shorter sequences of class numbers; class 0 is the blank.</source>
            <translation>用于得分序列（时间步、类别）和较短的类别编号序列；类别 0 是空白。</translation>
        </message>
        <message>
            <source>For yes-or-no questions with few yes: what is sure and right counts less.</source>
            <translation>用于“是”很少的是非题：有把握且正确的答案权重更小。</translation>
        </message>
        <message>
            <source>For one class out of several that are not equally common, labels one-hot.</source>
            <translation>用于各类不均衡的多类选一，标签为 one-hot。</translation>
        </message>
        <message>
            <source>For class numbers of which some are wrong: (1 - p^q) / q of the labelled class's probability.</source>
            <translation>用于部分有错的类别编号：(1 - p^q) / q，p 为标签类别的概率。</translation>
        </message>
        <message>
            <source>For yes-or-no questions with outputs from -1 to 1, labels -1 and 1 or 0 and 1.</source>
            <translation>用于输出在 -1 到 1 之间的是非题，标签为 -1 和 1 或 0 和 1。</translation>
        </message>
        <message>
            <source>Hinge, squared: what is far on the wrong side counts more.</source>
            <translation>同 hinge，但取平方：错得越远代价越大。</translation>
        </message>
        <message>
            <source>For one class out of several, labels one-hot: its output should lead all others by 1.</source>
            <translation>用于多类中选一类，标签为 one-hot：正确类的输出应领先其他所有类 1。</translation>
        </message>
        <message>
            <source>1 minus twice the overlap over the sum of both areas.</source>
            <translation>1 减去重叠的两倍除以两个面积之和。</translation>
        </message>
        <message>
            <source>Like dice, with separate weights for what is missed and what is too much.</source>
            <translation>同 dice，但漏掉的和多出的各有权重。</translation>
        </message>
        <message>
            <source>The mean of squared differences; for numbers.</source>
            <translation>差的平方的平均；用于数值。</translation>
        </message>
        <message>
            <source>The mean of absolute differences; for numbers with outliers.</source>
            <translation>差的绝对值的平均；用于有离群值的数值。</translation>
        </message>
        <message>
            <source>The mean difference in percent of the label; for numbers far from 0.</source>
            <translation>以标签的百分比计的平均差；用于远离 0 的数值。</translation>
        </message>
        <message>
            <source>The mean squared difference of log(1 + x); for numbers above 0 of very different size.</source>
            <translation>log(1 + x) 之差的平方的平均；用于大小悬殊的正数。</translation>
        </message>
        <message>
            <source>Squared near the label, absolute farther away; for numbers with outliers.</source>
            <translation>靠近标签时取平方，较远时取绝对值；用于有离群值的数值。</translation>
        </message>
        <message>
            <source>The mean of log(cosh(x)) of the differences: squared near the label, absolute farther away, and smooth.</source>
            <translation>差的 log(cosh(x)) 的平均：靠近标签时近似平方，较远时近似绝对值，且光滑。</translation>
        </message>
        <message>
            <source>Minus the cosine of the angle between output and label: -1 where they point the same way.</source>
            <translation>输出与标签夹角余弦的相反数：方向相同时为 -1。</translation>
        </message>
        <message>
            <source>Share of predictions that equal the label exactly.</source>
            <translation>预测与标签完全相等的比例。</translation>
        </message>
        <message>
            <source>Share of yes-or-no answers that are right.</source>
            <translation>是非题答对的比例。</translation>
        </message>
        <message>
            <source>Share of samples whose largest output is the one-hot label's class.</source>
            <translation>最大的输出就是 one-hot 标签类别的样本所占的比例。</translation>
        </message>
        <message>
            <source>Share of samples whose largest output is the labelled class number.</source>
            <translation>最大的输出就是标签类别编号的样本所占的比例。</translation>
        </message>
        <message>
            <source>Share of samples whose one-hot label's class is among the largest outputs.</source>
            <translation>one-hot 标签的类别位于最大的几个输出之中的样本所占的比例。</translation>
        </message>
        <message>
            <source>Share of samples whose class number is among the largest outputs.</source>
            <translation>类别编号位于最大的几个输出之中的样本所占的比例。</translation>
        </message>
        <message>
            <source>Accuracy in the form that fits the labels: what Keras makes of metrics=["accuracy"].</source>
            <translation>适合标签形式的准确率：即 Keras 对 metrics=["accuracy"] 的处理。</translation>
        </message>
        <message>
            <source>Area under the ROC curve: how surely a true case scores above a false one. Exact, unless thresholds are given.</source>
            <translation>ROC 曲线下的面积：真例得分高于假例的把握。除非给出阈值，否则是精确值。</translation>
        </message>
        <message>
            <source>Number of yes answers that are right. Needs yes-or-no or one-hot labels.</source>
            <translation>正确的“是”的个数。需要是非或 one-hot 标签。</translation>
        </message>
        <message>
            <source>Number of yes answers that are wrong. Needs yes-or-no or one-hot labels.</source>
            <translation>错误的“是”的个数。需要是非或 one-hot 标签。</translation>
        </message>
        <message>
            <source>Number of no answers that are right. Needs yes-or-no or one-hot labels.</source>
            <translation>正确的“否”的个数。需要是非或 one-hot 标签。</translation>
        </message>
        <message>
            <source>Number of no answers that are wrong. Needs yes-or-no or one-hot labels.</source>
            <translation>错误的“否”的个数。需要是非或 one-hot 标签。</translation>
        </message>
        <message>
            <source>Share of the yes answers that are right. Needs yes-or-no or one-hot labels.</source>
            <translation>“是”的答案中正确的比例。需要是非或 one-hot 标签。</translation>
        </message>
        <message>
            <source>Share of the true cases that are found. Needs yes-or-no or one-hot labels.</source>
            <translation>真例中被找到的比例。需要是非或 one-hot 标签。</translation>
        </message>
        <message>
            <source>Highest share of true cases found, while a given share of false cases is told apart.</source>
            <translation>在给定比例的假例被识别时，被找到的真例的最高比例。</translation>
        </message>
        <message>
            <source>Highest share of false cases told apart, while a given share of true cases is found.</source>
            <translation>在给定比例的真例被找到时，被识别的假例的最高比例。</translation>
        </message>
        <message>
            <source>Highest precision while a given share of true cases is found.</source>
            <translation>在给定比例的真例被找到时的最高精确率。</translation>
        </message>
        <message>
            <source>Highest share of true cases found, while a given share of the yes answers is right.</source>
            <translation>在给定比例的“是”答案正确时，被找到的真例的最高比例。</translation>
        </message>
        <message>
            <source>Correlation of outputs and labels of each sample; 0 where one of them does not vary.</source>
            <translation>每个样本的输出与标签的相关系数；其中之一不变时为 0。</translation>
        </message>
        <message>
            <source>Agreement of outputs and labels of each sample: correlation that also asks for equal mean and spread.</source>
            <translation>每个样本的输出与标签的一致性：在相关之外还要求均值和离散程度相同。</translation>
        </message>
        <message>
            <source>Share of the labels' variance that the outputs explain: 1 is all, 0 no more than their mean would.</source>
            <translation>输出所解释的标签方差的比例：1 为全部，0 为不比平均值更好。</translation>
        </message>
        <message>
            <source>Harmonic mean of precision and recall, for each class. Needs yes-or-no or one-hot labels.</source>
            <translation>每个类别的精确率与召回率的调和平均。需要是非或 one-hot 标签。</translation>
        </message>
        <message>
            <source>Mean of precision and recall, of which recall counts beta times as much. Needs one-hot labels.</source>
            <translation>精确率与召回率的平均，其中召回率的分量是 beta 倍。需要 one-hot 标签。</translation>
        </message>
        <message>
            <source>Mean overlap of chosen classes: what label and output share, over what either covers.</source>
            <translation>所选类别的平均重叠度：标签与输出的交集除以并集。</translation>
        </message>
        <message>
            <source>Mean overlap for one yes-or-no question for each point.</source>
            <translation>每个点一道是非题的平均重叠度。</translation>
        </message>
        <message>
            <source>Mean overlap of all classes.</source>
            <translation>所有类别的平均重叠度。</translation>
        </message>
        <message>
            <source>Mean overlap of chosen classes, labels one-hot.</source>
            <translation>所选类别的平均重叠度，标签为 one-hot。</translation>
        </message>
        <message>
            <source>Mean overlap of all classes, labels one-hot.</source>
            <translation>所有类别的平均重叠度，标签为 one-hot。</translation>
        </message>
        <message>
            <source>Mean of squared differences.</source>
            <translation>差的平方的平均。</translation>
        </message>
        <message>
            <source>Root of the mean of squared differences, in the unit of the labels.</source>
            <translation>差的平方的平均再开方，单位与标签相同。</translation>
        </message>
        <message>
            <source>Mean of absolute differences.</source>
            <translation>差的绝对值的平均。</translation>
        </message>
        <message>
            <source>Mean difference in percent of the label.</source>
            <translation>以标签的百分比计的平均差。</translation>
        </message>
        <message>
            <source>Mean squared difference of log(1 + x).</source>
            <translation>log(1 + x) 之差的平方的平均。</translation>
        </message>
        <message>
            <source>Mean of log(cosh(x)) of the differences.</source>
            <translation>差的 log(cosh(x)) 的平均。</translation>
        </message>
        <message>
            <source>Cosine of the angle between output and label: 1 where they point the same way.</source>
            <translation>输出与标签夹角的余弦：方向相同时为 1。</translation>
        </message>
        <message>
            <source>Crossentropy of yes-or-no questions.</source>
            <translation>是非题的交叉熵。</translation>
        </message>
        <message>
            <source>Crossentropy of classes, labels one-hot.</source>
            <translation>类别的交叉熵，标签为 one-hot。</translation>
        </message>
        <message>
            <source>Crossentropy of classes, labels as class numbers.</source>
            <translation>类别的交叉熵，标签为类别编号。</translation>
        </message>
        <message>
            <source>How far outputs are from the labels' distribution.</source>
            <translation>输出与标签分布相差多远。</translation>
        </message>
        <message>
            <source>Poisson loss of expected numbers.</source>
            <translation>期望个数的泊松损失。</translation>
        </message>
        <message>
            <source>How far answers fall short of a margin, for labels -1 and 1.</source>
            <translation>答案离间隔差多少，标签为 -1 和 1。</translation>
        </message>
        <message>
            <source>How far answers fall short of a margin, squared.</source>
            <translation>答案离间隔差多少的平方。</translation>
        </message>
        <message>
            <source>How far the right class falls short of a lead of 1, labels one-hot.</source>
            <translation>正确类离领先 1 差多少，标签为 one-hot。</translation>
        </message>
        <message>
            <source>Follows a running mean of the gradient, divided by its running size (Kingma and Ba, 2014).</source>
            <translation>沿梯度的滑动均值前进，除以其滑动大小（Kingma 和 Ba，2014）。</translation>
        </message>
        <message>
            <source>Adam that takes a share of each weight away at each step (Loshchilov and Hutter, 2017).</source>
            <translation>每步减去每个权重一部分的 Adam（Loshchilov 和 Hutter，2017）。</translation>
        </message>
        <message>
            <source>Adam that divides by the largest recent gradient instead of a mean size (Kingma and Ba, 2014).</source>
            <translation>除以近期最大梯度而非平均大小的 Adam（Kingma 和 Ba，2014）。</translation>
        </message>
        <message>
            <source>Adam that looks ahead along the mean, as Nesterov's momentum does (Dozat, 2015).</source>
            <translation>像 Nesterov 动量那样沿均值向前看的 Adam（Dozat，2015）。</translation>
        </message>
        <message>
            <source>Adam whose weights lie between its steps and their mean; needs no schedule (Defazio et al., 2024).</source>
            <translation>权重位于各步与其均值之间的 Adam；不需要调度（Defazio 等，2024）。</translation>
        </message>
        <message>
            <source>Divides each step by a running mean of the gradient's size.</source>
            <translation>把每步除以梯度大小的滑动均值。</translation>
        </message>
        <message>
            <source>Divides each step by the root of all squared gradients so far (Duchi et al., 2011).</source>
            <translation>把每步除以迄今所有梯度平方和的平方根（Duchi 等，2011）。</translation>
        </message>
        <message>
            <source>Divides by the running size of the gradient and multiplies by that of the steps (Zeiler, 2012).</source>
            <translation>除以梯度的滑动大小，并乘以步长的滑动大小（Zeiler，2012）。</translation>
        </message>
        <message>
            <source>Follows the regularized leader: made for sparse linear models (McMahan et al., 2013).</source>
            <translation>跟随正则化的领先者：为稀疏线性模型设计（McMahan 等，2013）。</translation>
        </message>
        <message>
            <source>Adam whose step for each weight is as long as the weight, for very large batches (You et al., 2019).</source>
            <translation>每个权重的步长与权重一样长的 Adam，用于非常大的批次（You 等，2019）。</translation>
        </message>
        <message>
            <source>Keeps sizes by row and column instead of by number, and limits each weight's step (Shazeer and Stern, 2018).</source>
            <translation>按行和列而不是逐个保存大小，并限制每个权重的步长（Shazeer 和 Stern，2018）。</translation>
        </message>
        <message>
            <source>Steps of equal length in all directions of a matrix; Adam for what is no matrix (Jordan et al., 2024).</source>
            <translation>在矩阵的所有方向上步长相等；不是矩阵的用 Adam（Jordan 等，2024）。</translation>
        </message>
        <message>
            <source>Follows the gradient, with momentum if asked.</source>
            <translation>沿梯度前进，可带动量。</translation>
        </message>
        <message>
            <source>Steps by the sign of a running mean of the gradient: all weights move alike (Chen et al., 2023).</source>
            <translation>按梯度滑动均值的符号前进：所有权重移动得一样多（Chen 等，2023）。</translation>
        </message>
        <message>
            <source>Is multiplied by `decay_rate` every `decay_steps`.</source>
            <translation>每隔 `decay_steps` 步乘以 `decay_rate`。</translation>
        </message>
        <message>
            <source>Has one of `values` at a time: the next after each boundary.</source>
            <translation>每次取 `values` 中的一个：过一个界限换下一个。</translation>
        </message>
        <message>
            <source>Falls to `end_learning_rate` along a power of the steps that are left.</source>
            <translation>按剩余步数的幂下降到 `end_learning_rate`。</translation>
        </message>
        <message>
            <source>Falls as 1 / (1 + decay_rate · step / decay_steps); the `decay` of old Keras has decay_steps 1.</source>
            <translation>按 1 / (1 + decay_rate · step / decay_steps) 下降；旧版 Keras 的 `decay` 相当于 decay_steps 为 1。</translation>
        </message>
        <message>
            <source>Falls along half a cosine wave, after a warm-up if asked (Loshchilov and Hutter, 2016).</source>
            <translation>沿半个余弦波下降，可先预热（Loshchilov 和 Hutter，2016）。</translation>
        </message>
        <message>
            <source>Falls along half a cosine wave again and again (Loshchilov and Hutter, 2016).</source>
            <translation>一次又一次沿半个余弦波下降（Loshchilov 和 Hutter，2016）。</translation>
        </message>
        <message>
            <source>Rises in a straight line to another rate or schedule, which then begins at its own first step.</source>
            <translation>直线上升到另一个学习率或调度，后者从自己的第一步开始。</translation>
        </message>
        <message>
            <source>Stops when a number has not improved for some epochs.</source>
            <translation>某个数若干轮没有改善时停止。</translation>
        </message>
        <message>
            <source>Lowers the learning rate when a number has not improved for some epochs.</source>
            <translation>某个数若干轮没有改善时降低学习率。</translation>
        </message>
        <message>
            <source>Writes the model to a file after each epoch, or only when it is the best so far.</source>
            <translation>每轮之后把模型写入文件，或只在迄今最好时写入。</translation>
        </message>
        <message>
            <source>Sets the learning rate at the beginning of each epoch, by a schedule that counts epochs.</source>
            <translation>在每轮开始时按以轮计数的调度设置学习率。</translation>
        </message>
        <message>
            <source>Ends the run quietly when a loss or gradient is not finite; without it that is an error.</source>
            <translation>损失或梯度不是有限数时平稳结束训练；没有它则算错误。</translation>
        </message>
        <message>
            <source>Writes the numbers of each epoch to a table.</source>
            <translation>把每轮的数值写入表格。</translation>
        </message>
        <message>
            <source>Writes the numbers of each epoch for TensorBoard; needs the extra `tensorboard`.</source>
            <translation>为 TensorBoard 写入每轮的数值；需要附加组件 `tensorboard`。</translation>
        </message>
        <message>
            <source>Keeps a checkpoint while it trains, from which an interrupted run resumes by itself.</source>
            <translation>训练时保存检查点，中断的训练会自动从那里继续。</translation>
        </message>
        <message>
            <source>One for each array that the network is given; most networks have one. Leave an axis open where its length differs from sample to sample.</source>
            <translation>网络每得到一个数组就需要一个；多数网络只有一个。长度随样本变化的轴请留空。</translation>
        </message>
        <message>
            <source>The last layer of most networks, and often enough by itself for tables. Bring images down to one axis first, with Flatten or global pooling.</source>
            <translation>多数网络的最后一层，对表格往往单独就够用。图像请先用 Flatten 或全局池化降到一条轴。</translation>
        </message>
        <message>
            <source>Use it where the function stands apart from the layer before, as between BatchNormalization and the next layer; otherwise that layer's own activation is shorter.</source>
            <translation>用于函数与前一层分开的地方，例如在 BatchNormalization 与下一层之间；否则用该层自己的激活函数更简短。</translation>
        </message>
        <message>
            <source>The first layer for words, items and other categories with many values. For a handful of categories, one-hot columns do as well.</source>
            <translation>用于词、物品和其他取值众多的类别的第一层。类别很少时，one-hot 列也一样好。</translation>
        </message>
        <message>
            <source>The usual activation of hidden layers. If many units die, try LeakyReLU or a smaller learning rate.</source>
            <translation>隐藏层常用的激活函数。如果许多单元失活，请试试 LeakyReLU 或更小的学习率。</translation>
        </message>
        <message>
            <source>In place of ReLU where units die: a small slope below zero keeps their gradient alive.</source>
            <translation>在单元失活的地方代替 ReLU：零以下的小斜率使其梯度不消失。</translation>
        </message>
        <message>
            <source>Turns scores into probabilities of classes that exclude one another. Most networks write it as the activation of the last Dense.</source>
            <translation>把得分变成互斥类别的概率。多数网络把它写作最后一个 Dense 的激活函数。</translation>
        </message>
        <message>
            <source>For series and sequences whose local patterns matter wherever they occur. It trains faster than a recurrent layer, but sees only as far as its kernels reach.</source>
            <translation>用于局部模式无论出现在哪里都重要的数列和序列。它比循环层训练得快，但只能看到卷积核所及的范围。</translation>
        </message>
        <message>
            <source>The first choice for images. Stack several with a 3 × 3 kernel, and raise the filters where pooling or strides make the image smaller.</source>
            <translation>图像的首选。叠放多个 3 × 3 核的卷积，并在池化或步幅使图像变小处增加滤波器。</translation>
        </message>
        <message>
            <source>Against overfitting, when training does better than validation. Begin with 0.2 to 0.5 after Dense layers; less, or SpatialDropout, between convolutions.</source>
            <translation>训练优于验证时用来防止过拟合。Dense 层之后从 0.2 到 0.5 开始；卷积之间取更小的值，或用 SpatialDropout。</translation>
        </message>
        <message>
            <source>Dropout for feature maps: neighbouring pixels say much the same, so that dropping single ones changes little.</source>
            <translation>用于特征图的 Dropout：相邻像素的内容大致相同，因此丢弃单个像素作用不大。</translation>
        </message>
        <message>
            <source>Lets each step of one sequence look at all steps of another; cheap, for it has hardly any weights of its own.</source>
            <translation>让一个序列的每个时间步查看另一序列的所有时间步；很省，因为它几乎没有自己的权重。</translation>
        </message>
        <message>
            <source>For images of 0 to 255: a scale of 1/255 brings them to 0 to 1, in the network itself and so wherever it is used.</source>
            <translation>用于 0 到 255 的图像：比例 1/255 把它们变到 0 到 1，就在网络之中，因此用在哪里都一样。</translation>
        </message>
        <message>
            <source>The first layer for tables whose columns have different units: it learns mean and spread from the training data.</source>
            <translation>用于各列单位不同的表格的第一层：它从训练数据学习均值和离散程度。</translation>
        </message>
        <message>
            <source>Brings images of all sizes to the one that the network expects.</source>
            <translation>把各种大小的图像变成网络所需的大小。</translation>
        </message>
        <message>
            <source>Cheap new images for training, where a mirror image means the same. Not for digits and letters.</source>
            <translation>在镜像含义不变时，廉价地得到新的训练图像。不适合数字和字母。</translation>
        </message>
        <message>
            <source>For images with no fixed top. Small angles are enough for most.</source>
            <translation>用于没有固定上方的图像。多数情况下小角度就够了。</translation>
        </message>
        <message>
            <source>Otherwise, and where images are too small, the largest window of the same ratio is resized.</source>
            <translation>否则，以及图像太小时，会缩放同样比例的最大窗口。</translation>
        </message>
        <message>
            <source>Much cheaper than Conv2D, since channels are not mixed; follow it with a 1 × 1 Conv2D that mixes them.</source>
            <translation>比 Conv2D 省得多，因为不混合通道；请在其后接一个混合通道的 1 × 1 Conv2D。</translation>
        </message>
        <message>
            <source>Close to Conv2D at a fraction of its weights and operations. A good choice where speed or size matters.</source>
            <translation>以少得多的权重和运算接近 Conv2D 的效果。在意速度或大小时的好选择。</translation>
        </message>
        <message>
            <source>The shortcut of residual networks: it lets the gradient pass around a group of layers. Both inputs need the same shape; a 1 × 1 Conv2D makes them equal.</source>
            <translation>残差网络的捷径：让梯度绕过一组层。两个输入的形状必须相同；1 × 1 的 Conv2D 可使它们一致。</translation>
        </message>
        <message>
            <source>For gates and attention over channels, where one input says how much of the other passes.</source>
            <translation>用于门控和通道注意力：一个输入决定另一个通过多少。</translation>
        </message>
        <message>
            <source>Brings branches together and loses nothing, at the price of more weights in the next layer.</source>
            <translation>汇合各分支且不丢失任何内容，代价是下一层的权重更多。</translation>
        </message>
        <message>
            <source>The heart of transformers. Wire the same input to query and value for self-attention, and add an Embedding of the positions.</source>
            <translation>Transformer 的核心。自注意力时把同一输入接到查询和值，并加上位置的 Embedding。</translation>
        </message>
        <message>
            <source>A mild guard against overfitting for inputs that are measured with noise anyway.</source>
            <translation>对本来就带噪声的输入，是防止过拟合的温和手段。</translation>
        </message>
        <message>
            <source>Makes deep networks train faster and bear larger learning rates. With batches below about 16, GroupNormalization or LayerNormalization is steadier.</source>
            <translation>使深层网络训练更快，并能承受更大的学习率。批次小于约 16 时，GroupNormalization 或 LayerNormalization 更稳定。</translation>
        </message>
        <message>
            <source>Shortens a sequence and keeps what stands out in each stretch.</source>
            <translation>缩短序列，保留每一段中突出的内容。</translation>
        </message>
        <message>
            <source>Halves an image and keeps what stands out; the usual step between groups of convolutions.</source>
            <translation>把图像缩小一半并保留突出的内容；是各组卷积之间的常用步骤。</translation>
        </message>
        <message>
            <source>Smoother than MaxPooling2D: use it where the amount of a feature matters more than its peak.</source>
            <translation>比 MaxPooling2D 平滑：用于特征的总量比峰值更重要的地方。</translation>
        </message>
        <message>
            <source>Turns a sequence of any length into one row: whether a pattern occurred anywhere.</source>
            <translation>把任意长度的序列变成一行：某种模式是否出现过。</translation>
        </message>
        <message>
            <source>Turns a sequence of any length into one row: how much of each feature it holds on average.</source>
            <translation>把任意长度的序列变成一行：平均含有多少每种特征。</translation>
        </message>
        <message>
            <source>In place of Flatten before the last Dense: few weights, any image size, and seldom worse.</source>
            <translation>在最后一个 Dense 之前代替 Flatten：权重少、图像大小不限，而且很少更差。</translation>
        </message>
        <message>
            <source>For short sequences and for learning how recurrence works. Over more than about 20 steps, LSTM and GRU remember better.</source>
            <translation>用于短序列和了解循环的原理。超过约 20 个时间步时，LSTM 和 GRU 记得更好。</translation>
        </message>
        <message>
            <source>For sequences in which early steps matter late. To stack several, let all but the last return sequences.</source>
            <translation>用于较早的时间步在后面仍重要的序列。叠放多个时，除最后一个外都应返回序列。</translation>
        </message>
        <message>
            <source>Much like LSTM with a quarter fewer weights; try both.</source>
            <translation>与 LSTM 很像，权重少四分之一；两者都可一试。</translation>
        </message>
        <message>
            <source>Between convolutions and Dense. Global pooling in its place needs far fewer weights after it, and is often as good.</source>
            <translation>用在卷积与 Dense 之间。换成全局池化时，其后所需权重少得多，效果往往一样好。</translation>
        </message>
        <message>
            <source>Use it to give a flat row back its axes; the count of numbers must stay the same.</source>
            <translation>用来把展平的一行恢复成多条轴；数的个数必须不变。</translation>
        </message>
        <message>
            <source>The norm of attention and recurrent networks: it does not depend on the batch.</source>
            <translation>注意力网络和循环网络常用的归一化：它与批次无关。</translation>
        </message>
        <message>
            <source>For convolutions that are trained with small batches, where BatchNormalization becomes noisy.</source>
            <translation>用于以小批次训练的卷积，那时 BatchNormalization 噪声较大。</translation>
        </message>
        <message>
            <source>Where the padding of a convolution is not enough, as for a border on one side only.</source>
            <translation>用于卷积自带的填充不够的情况，例如只在一侧加边。</translation>
        </message>
        <message>
            <source>Makes images larger without weights; follow it with a Conv2D. It leaves no checkerboard as Conv2DTranspose may.</source>
            <translation>不用权重放大图像；其后请接 Conv2D。它不会像 Conv2DTranspose 那样留下棋盘格。</translation>
        </message>
        <message>
            <source>Makes images larger with learned weights, as in decoders. A kernel that the strides divide avoids a checkerboard in the output.</source>
            <translation>用学习得到的权重放大图像，例如在解码器中。核的大小能被步幅整除时，输出不会出现棋盘格。</translation>
        </message>
        <message>
            <source>Where the whole sequence is there before an answer is asked for, as in text. It doubles weights and time.</source>
            <translation>用于回答之前已有整个序列的情况，例如文本。权重和时间都会加倍。</translation>
        </message>
        <message>
            <source>For a layer that knows nothing of time, applied to every step: a convolution to each frame of a video.</source>
            <translation>把不懂时间的层用于每个时间步：例如对影片的每一帧做卷积。</translation>
        </message>
        <message>
            <source>For a part that has a name of its own, stands in the network several times, or would fill the canvas. Open shows the blocks inside, Go up leads back, Ungroup puts them in the block's place.</source>
            <translation>适用于有自己名称、在网络中多次出现或会占满画布的部分。“打开”显示内部的模块，“返回上层”回到外层，“拆开模块”把内部的模块放到它的位置上。</translation>
        </message>
        <message>
            <source>The file of the other table.</source>
            <translation>另一个表的文件。</translation>
        </message>
        <message>
            <source>The column that says which rows belong together; nothing joins the tables in their order.</source>
            <translation>说明哪些行属于一起的列；留空则按行的顺序连接。</translation>
        </message>
        <message>
            <source>What that column is called in the other table, where that is otherwise.</source>
            <translation>该列在另一个表中的名称（如果不同）。</translation>
        </message>
        <message>
            <source>The columns that are taken; none is all but the key.</source>
            <translation>取用的列；不选则为除键以外的所有列。</translation>
        </message>
        <message>
            <source>Its columns are called NAME.column; left empty it is that of the file.</source>
            <translation>其各列称为 NAME.列名；留空则用文件名。</translation>
        </message>
        <message>
            <source>The Input block that its columns enter; left empty they enter as single columns say.</source>
            <translation>其各列进入的 Input 模块；留空则按各列自己的设置。</translation>
        </message>
        <message>
            <source>What is done with rows that the other table has none for: refused, left out (drop), or blanks in its columns.</source>
            <translation>另一个表中没有对应行时如何处理：拒绝、略去该行（drop），或其各列为空白（blank）。</translation>
        </message>
        <message>
            <source>What is done where the other table has several rows with the same key: refused, the first of them is taken, or the rows that ask for it are left out (drop).</source>
            <translation>另一个表中有多行键相同时如何处理：拒绝、取其中第一行（first），或略去引用它的行（drop）。</translation>
        </message>
        <message>
            <source>The column's name.</source>
            <translation>列名。</translation>
        </message>
        <message>
            <source>number counts cells without a number as blanks; category takes numbers for names; date counts cells that are no dates as blanks; text is cut into words. auto takes long and mostly different texts for texts.</source>
            <translation>number 把不是数字的单元格当作空白；category 把数字当作名称；date 把不是日期的单元格当作空白；text 切分成词。auto 把较长且大多不同的文本当作文本。</translation>
        </message>
        <message>
            <source>How dates are written: iso 2024-12-31, day_first 31.12.2024, month_first 12/31/2024, day_name 31 Dec 2024, name_day Dec 31, 2024, time 13:45, digits 20241231; seconds and milliseconds count from 1970. auto finds out.</source>
            <translation>日期的写法：iso 为 2024-12-31，day_first 为 31.12.2024，month_first 为 12/31/2024，day_name 为 31 Dec 2024，name_day 为 Dec 31, 2024，time 为 13:45，digits 为 20241231；seconds 和 milliseconds 从 1970 年起计。auto 自动判断。</translation>
        </message>
        <message>
            <source>What a date enters as: days since the first that is trained on, year, month … as numbers; a cycle as the sine and cosine of the share of it that is over. Without any, those that say something.</source>
            <translation>日期以何种形式输入：days 为自训练部分第一个日期起的天数，year、month 等为数字；周期以已过去的比例的正弦和余弦输入。不选时取有意义的部分。</translation>
        </message>
        <message>
            <source>What is done with blanks: drop leaves their rows out, mean, median and most_frequent are measured on the rows that are trained on, constant takes fill; as_table does what holds for the table.</source>
            <translation>如何处理空白：drop 略去这些行；mean、median 和 most_frequent 只在用来训练的行上测量；constant 使用 fill；as_table 与整张表相同。</translation>
        </message>
        <message>
            <source>What stands in for blanks where missing is constant.</source>
            <translation>missing 为 constant 时代替空白的值。</translation>
        </message>
        <message>
            <source>Adds an input that is 1 where the cell was blank, else 0.</source>
            <translation>增加一个输入：单元格空白时为 1，否则为 0。</translation>
        </message>
        <message>
            <source>robust subtracts the median and divides by the distance of the quartiles; log takes the logarithm of 1 and the amount, with its sign, and standardizes that; as_table does what holds for the table.</source>
            <translation>robust 减去中位数再除以四分位距；log 取 1 加数值大小的对数（保留符号）再标准化；as_table 与整张表相同。</translation>
        </message>
        <message>
            <source>How a category enters: as one input for each, as its number from 0, or as a whole number from 1 that an Embedding reads, 0 being a category that is not known.</source>
            <translation>类别如何进入网络：每个类别一个输入（one_hot）、从 0 起的编号（ordinal），或供 Embedding 读取的从 1 起的整数（index），0 表示未知类别。</translation>
        </message>
        <message>
            <source>Only so many of the most frequent categories, or words of texts, are known; 0 is all.</source>
            <translation>只认识这么多个最常见的类别或文本中的词；0 表示全部。</translation>
        </message>
        <message>
            <source>A category that no row had which was trained on: zeros in all its inputs (-1 as a number, 0 as an index), or refused.</source>
            <translation>训练所用的行中没有出现过的类别：其所有输入为零（编号为 -1，index 为 0），或拒绝。</translation>
        </message>
        <message>
            <source>A number beyond those that were trained on: taken as it is, brought to the nearest of them, or refused.</source>
            <translation>超出训练范围的数字：照原样使用、取范围内最近的值，或者拒绝。</translation>
        </message>
        <message>
            <source>The Input block that it enters, by its name; left empty it enters the one that no column names.</source>
            <translation>它进入的 Input 模块的名称；留空则进入没有任何列指名的那个。</translation>
        </message>
        <message>
            <source>What a text becomes: int gives the numbers of its words in their order, which an Embedding reads; count, multi_hot and tf_idf give one amount for each word of the vocabulary, and one for all others.</source>
            <translation>文本变成什么：int 按顺序给出各词的编号，供 Embedding 读取；count、multi_hot 和 tf_idf 为词汇表中的每个词给出一个数，并为其余所有词给出一个数。</translation>
        </message>
        <message>
            <source>What a text is cut into: words at blanks, or characters. auto takes characters where most are of a writing without blanks, such as Chinese.</source>
            <translation>文本切分成什么：按空格切成词，或切成字符。多数文字不用空格（如中文）时，auto 取字符。</translation>
        </message>
        <message>
            <source>What is done with a text first: letters of ASCII become lower case, and its 32 signs are left out.</source>
            <translation>首先对文本做什么：ASCII 字母变为小写，去掉 ASCII 的 32 个符号。</translation>
        </message>
        <message>
            <source>The words of each text for int: shorter ones are padded with 0, longer ones cut. 0 finds the length that 95 of 100 texts do not exceed.</source>
            <translation>int 时每条文本的词数：较短的用 0 填充，较长的截断。0 表示取 95% 的文本不超过的长度。</translation>
        </message>
        <message>
            <source>Words of texts that come less often are not known.</source>
            <translation>文本中出现次数更少的词视为未知。</translation>
        </message>
        <message>
            <source>Where short texts are filled up: post is their end, pre their beginning.</source>
            <translation>短文本在哪里填充：post 为末尾，pre 为开头。</translation>
        </message>
        <message>
            <source>Where long texts are cut: post is their end, pre their beginning.</source>
            <translation>长文本在哪里截断：post 为末尾，pre 为开头。</translation>
        </message>
        <message>
            <source>The output block that predicts it, by its name; left empty it is called as the column.</source>
            <translation>预测它的输出模块的名称；留空则与列同名。</translation>
        </message>
        <message>
            <source>Whether its whole numbers are classes or amounts. auto does what holds for the data, and else goes by the loss of its output.</source>
            <translation>它的整数是类别还是数量。auto 依照对整个数据的设置，否则依照其输出的损失函数。</translation>
        </message>
        <message>
            <source>How amounts are scaled while training; as_table does what target_scaling says.</source>
            <translation>训练时如何缩放数量；as_table 依照 target_scaling。</translation>
        </message>
        <message>
            <source>Turns class numbers into vectors with a single 1.</source>
            <translation>把类别编号变成只有一个 1 的向量。</translation>
        </message>
        <message>
            <source>A data set's name, or nothing for a file.</source>
            <translation>数据集的名称；使用文件时留空。</translation>
        </message>
        <message>
            <source>An own .npz file, a table such as a .csv file, a folder of .npy files, pictures or texts.</source>
            <translation>自己的 .npz 文件、.csv 之类的表格，或存放 .npy 文件、图片或文本的文件夹。</translation>
        </message>
        <message>
            <source>The column of a .csv file that is predicted; nothing is the last one.</source>
            <translation>要预测的 .csv 列；留空则取最后一列。</translation>
        </message>
        <message>
            <source>Columns of a .csv file that are left out.</source>
            <translation>不使用的 .csv 列。</translation>
        </message>
        <message>
            <source>What is done with blanks in a .csv file: drop leaves their rows out; mean, median and most_frequent fill numbers with what the rows have that are trained on. A blank text is a category of its own, or one without words.</source>
            <translation>如何处理 .csv 文件中的空白：drop 略去这些行；mean、median 和 most_frequent 用训练的行中的数填入。空白的文本自成一类，或者是没有词的文本。</translation>
        </message>
        <message>
            <source>Share of a file's rows kept for testing, where it has no test part.</source>
            <translation>文件没有测试部分时，留作测试的行所占的比例。</translation>
        </message>
        <message>
            <source>unit divides whole numbers by their largest; standardize gives each column mean 0 and spread 1; minmax brings each column to 0 to 1. All measure only what is trained on, neither validation nor test.</source>
            <translation>unit 把整数除以其中最大的；standardize 使每列均值为 0、标准差为 1；minmax 把每列变到 0 到 1。都只在用来训练的数据上测量，不包括验证和测试数据。</translation>
        </message>
        <message>
            <source>flatten lines each sample up; channels adds an axis of 1 to grey images.</source>
            <translation>flatten 把每个样本展成一行；channels 为灰度图像增加长度为 1 的轴。</translation>
        </message>
        <message>
            <source>The target is the input as it is prepared, as for an autoencoder; labels are ignored.</source>
            <translation>目标就是准备好的输入本身（自编码器）；标签不使用。</translation>
        </message>
        <message>
            <source>The column of a .csv file that says how much each row counts; without one all count alike.</source>
            <translation>表示每行权重的 .csv 列；没有则各行同等重要。</translation>
        </message>
        <message>
            <source>Whether the inputs of an .npz file or a folder are read batch by batch. auto does so when they would take more than a quarter of the memory.</source>
            <translation>是否按批次读取 .npz 文件或文件夹中的输入。auto 在输入超过内存的四分之一时这样做。</translation>
        </message>
        <message>
            <source>Whether whole numbers as labels are classes or amounts. auto goes by the loss: one for classes makes them classes, one for amounts amounts; texts are always classes.</source>
            <translation>整数标签是类别还是数量。auto 由损失函数决定：用于类别的损失使它们成为类别，用于数量的损失使它们成为数量；文字总是类别。</translation>
        </message>
        <message>
            <source>How amounts that are predicted are scaled while training. Predictions and metrics are in their own unit.</source>
            <translation>训练时如何缩放要预测的数量。预测值和指标使用原来的单位。</translation>
        </message>
        <message>
            <source>How a file's rows come into parts: fraction at random; stratified with the same share of each class; group keeps rows together that have the same in split_column; time puts the latest into the test part; column reads train, validation or test from split_column; files takes those parts from files of their own.</source>
            <translation>文件的行如何分成几部分：fraction 随机；stratified 各部分中每个类别的比例相同；group 使 split_column 相同的行在一起；time 把最新的行作为测试集；column 从 split_column 读取 train、validation 或 test；files 从各自的文件读取。</translation>
        </message>
        <message>
            <source>Share of a file's rows that is split off for validation, in the same way.</source>
            <translation>以同样方式从文件中分出用于验证的行的比例。</translation>
        </message>
        <message>
            <source>The column of a .csv file that the split goes by: groups, times, or names of parts.</source>
            <translation>划分所依据的 .csv 列：组、时间或部分的名称。</translation>
        </message>
        <message>
            <source>So many rows are left out between the parts of a split by time.</source>
            <translation>按时间划分时，各部分之间略去的行数。</translation>
        </message>
        <message>
            <source>Another number draws other rows for the parts.</source>
            <translation>换一个数字就会为各部分抽取其他的行。</translation>
        </message>
        <message>
            <source>With split files: the file to validate on.</source>
            <translation>split 为 files 时：用于验证的文件。</translation>
        </message>
        <message>
            <source>With split files: the file to test with.</source>
            <translation>split 为 files 时：用于测试的文件。</translation>
        </message>
        <message>
            <source>Whether the first line of a .csv file holds the names of its columns. auto says yes where it holds a text that is no number.</source>
            <translation>.csv 文件的第一行是否是列名。auto 在其中有不是数字的文字时认为是。</translation>
        </message>
        <message>
            <source>The sign between the cells of a text table; left empty it is found out. A blank stands for any number of them.</source>
            <translation>文本表格中单元格之间的分隔符；留空则自动识别。空格代表任意多个空格。</translation>
        </message>
        <message>
            <source>The sign before decimals; left empty it is found out.</source>
            <translation>小数点的符号；留空则自动识别。</translation>
        </message>
        <message>
            <source>How letters are stored in a text table; left empty it is found out.</source>
            <translation>文本表格的字符编码；留空则自动识别。</translation>
        </message>
        <message>
            <source>The sheet of a workbook; left empty it is the first that holds anything.</source>
            <translation>工作簿中的工作表；留空则取第一个有内容的。</translation>
        </message>
        <message>
            <source>The column of a table that names picture files, beside the table or in folders there; left empty it is found out.</source>
            <translation>表格中指明图片文件的列，图片在表格旁边或其文件夹中；留空则自动判断。</translation>
        </message>
        <message>
            <source>Pixels that each picture of a folder is brought to; 0 is what most have.</source>
            <translation>文件夹中每张图片统一成的像素数；0 表示取多数图片的大小。</translation>
        </message>
        <message>
            <source>The channels of pictures in a folder: one, or three. auto takes one where all of them are grey.</source>
            <translation>文件夹中图片的通道数：一个或三个。全部为灰度图时 auto 取一个。</translation>
        </message>
        <message>
            <source>How pictures of another shape are brought to that size: stretched, cut around their middle, or with black beside them.</source>
            <translation>形状不同的图片如何统一大小：拉伸、居中裁剪，或在旁边补黑。</translation>
        </message>
        <message>
            <source>The column of a .csv file that says when a row was. Rows are sorted by it; it is no input unless its kind is set to date.</source>
            <translation>.csv 文件中表示每行时间的列。各行按它排序；除非把它的类型设为 date，否则它不是输入。</translation>
        </message>
        <message>
            <source>The column of a .csv file that says of which series a row is: no window reaches over two. It is no input.</source>
            <translation>.csv 文件中表示每行属于哪个序列的列：窗口不会跨越两个序列。它不是输入。</translation>
        </message>
        <message>
            <source>Rows of a window that the network sees at once; 0 takes each row for itself.</source>
            <translation>网络一次看到的窗口的行数；0 表示每行单独处理。</translation>
        </message>
        <message>
            <source>So many rows after one window the next one begins.</source>
            <translation>下一个窗口在这么多行之后开始。</translation>
        </message>
        <message>
            <source>Of so many rows after one another a window takes one.</source>
            <translation>窗口在连续的这么多行中取一行。</translation>
        </message>
        <message>
            <source>So many rows after a window's last is what it predicts; what was before is then an input too, unless the column is ignored. 0 is the label of the last row itself.</source>
            <translation>预测窗口最后一行之后这么多行的值；此时该列过去的值也是输入，除非忽略该列。0 表示最后一行自身的标签。</translation>
        </message>
        <message>
            <source>Whether windows reach over gaps in time. Gaps are told in either case.</source>
            <translation>窗口是否可以跨越时间上的空缺。无论如何都会报告空缺。</translation>
        </message>
        <message>
            <source>What is done otherwise with single columns of a .csv file.</source>
            <translation>对 .csv 文件中个别列的不同处理。</translation>
        </message>
        <message>
            <source>Other tables whose columns stand beside those of a .csv file, joined by a key or in their order.</source>
            <translation>其他的表，其各列与 .csv 文件的列并列，按键或按顺序连接。</translation>
        </message>
        <message>
            <source>The columns of a .csv file that are predicted where there are several, one for each output of the network; they stand in for target.</source>
            <translation>有多个目标时 .csv 文件中要预测的列，网络的每个输出一列；它们代替 target。</translation>
        </message>
        <message>
            <source>Of the sets imdb and reuters: only so many of the most frequent words are known; 0 is all.</source>
            <translation>用于 imdb 和 reuters：只认识这么多最常见的词；0 表示全部。</translation>
        </message>
        <message>
            <source>Of the sets imdb and reuters: so many of the most frequent are left out.</source>
            <translation>用于 imdb 和 reuters：略去这么多最常见的词。</translation>
        </message>
        <message>
            <source>Of the sets imdb and reuters: only sequences that are shorter are taken; 0 takes all.</source>
            <translation>用于 imdb 和 reuters：只取更短的序列；0 取全部。</translation>
        </message>
        <message>
            <source>Of the sets imdb and reuters: the words that each sequence is filled or cut to, at its beginning; 0 is what 95 of 100 do not exceed.</source>
            <translation>用于 imdb 和 reuters：每个序列在开头补齐或截断到的词数；0 取 100 个中 95 个不超过的长度。</translation>
        </message>
        <message>
            <source>The order in which Keras's own sets of sequences and houses are shuffled before they are split.</source>
            <translation>Keras 自带的序列和房价数据集在划分前打乱的种子。</translation>
        </message>
        <message>
            <source>Which arrays of a file are what, where their names do not tell: x_train=images, y_train=labels.</source>
            <translation>文件中的数组各是什么（名称看不出时）：x_train=images, y_train=labels。</translation>
        </message>
        <message>
            <source>Samples that are left out of all parts: rows of a table by the line of its file, those of arrays by their number from 0 (test:0 in a test part of its own), pictures and texts by their path in the folder.</source>
            <translation>从所有部分中略去的样本：表格按文件中的行号，数组按从 0 起的编号（自带测试部分时为 test:0），图片和文本按文件夹内的路径。</translation>
        </message>
        <message>
            <source>The number that is watched.</source>
            <translation>被监视的数。</translation>
        </message>
        <message>
            <source>Whether less or more is better; auto goes by the number.</source>
            <translation>越小越好还是越大越好；auto 由所监视的数值决定。</translation>
        </message>
        <message>
            <source>Smaller changes do not count as improvement.</source>
            <translation>更小的变化不算改善。</translation>
        </message>
        <message>
            <source>Epochs without improvement before it stops.</source>
            <translation>停止前允许没有改善的轮数。</translation>
        </message>
        <message>
            <source>A value that must be beaten.</source>
            <translation>必须超过的值。</translation>
        </message>
        <message>
            <source>Puts the best epoch's weights back at the end.</source>
            <translation>最后恢复最好一轮的权重。</translation>
        </message>
        <message>
            <source>Epochs before it begins to watch.</source>
            <translation>开始监视之前的轮数。</translation>
        </message>
        <message>
            <source>What the learning rate is multiplied by.</source>
            <translation>降低时学习率乘以什么。</translation>
        </message>
        <message>
            <source>Epochs without improvement before it is lowered.</source>
            <translation>降低前允许没有改善的轮数。</translation>
        </message>
        <message>
            <source>Epochs after a change in which nothing is counted.</source>
            <translation>改变之后不计数的轮数。</translation>
        </message>
        <message>
            <source>The learning rate is not lowered below this.</source>
            <translation>学习率不会降到此值以下。</translation>
        </message>
        <message>
            <source>The file; its suffix chooses the format. {epoch} and the names of numbers are filled in.</source>
            <translation>文件；后缀决定格式。{epoch} 和各数的名称会被填入。</translation>
        </message>
        <message>
            <source>Writes only when the watched number has improved.</source>
            <translation>只在被监视的数改善时写入。</translation>
        </message>
        <message>
            <source>After each epoch, or after so many batches.</source>
            <translation>每轮之后，或每隔若干批次。</translation>
        </message>
        <message>
            <source>A value that the first model written must beat.</source>
            <translation>写入的第一个模型必须超过的值。</translation>
        </message>
        <message>
            <source>The rate of each epoch, the first being number 0.</source>
            <translation>每轮的学习率，第一轮编号为 0。</translation>
        </message>
        <message>
            <source>The file.</source>
            <translation>所写的文件。</translation>
        </message>
        <message>
            <source>What separates two numbers.</source>
            <translation>两个数之间的分隔符。</translation>
        </message>
        <message>
            <source>Appends to the file if it exists.</source>
            <translation>接着写入已有的文件。</translation>
        </message>
        <message>
            <source>The folder; training and validation get one each in it.</source>
            <translation>文件夹；训练和验证在其中各有一个子文件夹。</translation>
        </message>
        <message>
            <source>The folder of the checkpoint.</source>
            <translation>检查点所在的文件夹。</translation>
        </message>
        <message>
            <source>Deletes it when the run has ended well.</source>
            <translation>训练顺利结束后删除它。</translation>
        </message>
        <message>
            <source>The rate of the first step.</source>
            <translation>第一步的学习率。</translation>
        </message>
        <message>
            <source>Steps from one multiplication to the next.</source>
            <translation>隔多少步乘一次。</translation>
        </message>
        <message>
            <source>What the rate is multiplied by.</source>
            <translation>学习率乘以什么。</translation>
        </message>
        <message>
            <source>Falls in steps instead of steadily.</source>
            <translation>阶梯式下降，而不是平稳下降。</translation>
        </message>
        <message>
            <source>Last steps of all values but the last.</source>
            <translation>除最后一个之外各值的最后一步。</translation>
        </message>
        <message>
            <source>The rates; one more than boundaries.</source>
            <translation>各个学习率；比 boundaries 多一个。</translation>
        </message>
        <message>
            <source>Steps to the end.</source>
            <translation>到结束的步数。</translation>
        </message>
        <message>
            <source>The rate at the end and after it.</source>
            <translation>结束时及之后的学习率。</translation>
        </message>
        <message>
            <source>1 falls in a straight line, more falls faster at first.</source>
            <translation>1 为直线下降，更大则开始时降得更快。</translation>
        </message>
        <message>
            <source>Rises and falls again after the end, each time for decay_steps.</source>
            <translation>结束后再升起并下降，每次 decay_steps 步。</translation>
        </message>
        <message>
            <source>Steps to one unit of decay.</source>
            <translation>一个衰减单位的步数。</translation>
        </message>
        <message>
            <source>How fast the rate falls.</source>
            <translation>学习率下降的快慢。</translation>
        </message>
        <message>
            <source>Steps to the end, counted from the end of the warm-up.</source>
            <translation>到结束的步数，从预热结束算起。</translation>
        </message>
        <message>
            <source>The rate at the end, as a share of the highest.</source>
            <translation>结束时的学习率占最高值的比例。</translation>
        </message>
        <message>
            <source>The rate at the end of the warm-up; none is no warm-up.</source>
            <translation>预热结束时的学习率；无则不预热。</translation>
        </message>
        <message>
            <source>Steps of the warm-up.</source>
            <translation>预热的步数。</translation>
        </message>
        <message>
            <source>Steps to the first restart.</source>
            <translation>到第一次重启的步数。</translation>
        </message>
        <message>
            <source>How much longer each wave is than the one before.</source>
            <translation>每个波比前一个长多少倍。</translation>
        </message>
        <message>
            <source>How much higher each wave starts than the one before.</source>
            <translation>每个波的起点是前一个的多少倍。</translation>
        </message>
        <message>
            <source>The rate at the end of a wave, as a share of the first.</source>
            <translation>一个波结束时的学习率占起始值的比例。</translation>
        </message>
        <message>
            <source>The rate or the schedule that follows.</source>
            <translation>随后的学习率或调度。</translation>
        </message>
        <message>
            <source>How steep it is.</source>
            <translation>陡峭程度。</translation>
        </message>
        <message>
            <source>How far apart classes should be.</source>
            <translation>各类应相距多远。</translation>
        </message>
        <message>
            <source>Leaves out the comparison of a sample with itself.</source>
            <translation>不把样本与自身比较。</translation>
        </message>
        <message>
            <source>How the losses of a batch become one number: their mean, their sum, or a mean by sample weights.</source>
            <translation>一批的损失如何合成一个数：平均、求和，或按样本权重平均。</translation>
        </message>
        <message>
            <source>Outputs are scores before softmax or sigmoid, not probabilities.</source>
            <translation>输出是 softmax 或 sigmoid 之前的得分，而不是概率。</translation>
        </message>
        <message>
            <source>Moves labels this far towards even probabilities.</source>
            <translation>把标签向均匀概率移动这么多。</translation>
        </message>
        <message>
            <source>The axis whose questions are averaged; -1 is the last.</source>
            <translation>对哪条轴上的题取平均；-1 为最后一条。</translation>
        </message>
        <message>
            <source>The axis that classes lie along; -1 is the last.</source>
            <translation>各类别所沿的轴；-1 为最后一条。</translation>
        </message>
        <message>
            <source>Outputs are scores before softmax, not probabilities.</source>
            <translation>输出是 softmax 之前的得分，而不是概率。</translation>
        </message>
        <message>
            <source>A class number that marks what does not count, such as -1 or 255.</source>
            <translation>标记不计入的样本的类别编号，例如 -1 或 255。</translation>
        </message>
        <message>
            <source>Near 0 it is the crossentropy, near 1 the mean absolute error.</source>
            <translation>接近 0 时是交叉熵，接近 1 时是平均绝对误差。</translation>
        </message>
        <message>
            <source>Weighs yes by alpha and no by 1 - alpha.</source>
            <translation>“是”按 alpha 加权，“否”按 1 - alpha 加权。</translation>
        </message>
        <message>
            <source>Weight of the yes answers when classes are balanced.</source>
            <translation>平衡类别时“是”答案的权重。</translation>
        </message>
        <message>
            <source>How little sure and right answers count; 0 is the plain crossentropy.</source>
            <translation>有把握且正确的答案权重有多小；0 即普通交叉熵。</translation>
        </message>
        <message>
            <source>Weight of all classes, or one for each class.</source>
            <translation>所有类别的权重，或每类一个。</translation>
        </message>
        <message>
            <source>Axes that make up an area, such as 1, 2, 3; none takes the whole batch as one.</source>
            <translation>构成面积的轴，例如 1, 2, 3；无则整批作为一个面积。</translation>
        </message>
        <message>
            <source>Weight of labelled area that the output misses.</source>
            <translation>输出漏掉的标签面积的权重。</translation>
        </message>
        <message>
            <source>Weight of output outside the labelled area.</source>
            <translation>标签面积之外的输出的权重。</translation>
        </message>
        <message>
            <source>Difference from which it is absolute.</source>
            <translation>差超过此值时取绝对值。</translation>
        </message>
        <message>
            <source>The axis that the vectors lie along; -1 is the last.</source>
            <translation>向量所沿的轴；-1 为最后一条。</translation>
        </message>
        <message>
            <source>Largest length of a column.</source>
            <translation>列的最大长度。</translation>
        </message>
        <message>
            <source>Axis or axes along which lengths are measured.</source>
            <translation>沿哪个或哪些轴测量长度。</translation>
        </message>
        <message>
            <source>Smallest length of a column.</source>
            <translation>列的最小长度。</translation>
        </message>
        <message>
            <source>How far a length is pulled; 1 is all the way.</source>
            <translation>长度被拉动的程度；1 表示完全拉到位。</translation>
        </message>
        <message>
            <source>The value of every weight.</source>
            <translation>每个权重的值。</translation>
        </message>
        <message>
            <source>Mean of the values.</source>
            <translation>这些值的均值。</translation>
        </message>
        <message>
            <source>Standard deviation of the values.</source>
            <translation>这些值的标准差。</translation>
        </message>
        <message>
            <source>A seed of its own; none takes the run's.</source>
            <translation>自己的随机种子；无则使用本次训练的种子。</translation>
        </message>
        <message>
            <source>Lower limit.</source>
            <translation>下限。</translation>
        </message>
        <message>
            <source>Upper limit.</source>
            <translation>上限。</translation>
        </message>
        <message>
            <source>Standard deviation before truncation.</source>
            <translation>截断前的标准差。</translation>
        </message>
        <message>
            <source>Factor on the variance.</source>
            <translation>方差的系数。</translation>
        </message>
        <message>
            <source>What the variance is divided by.</source>
            <translation>方差除以什么。</translation>
        </message>
        <message>
            <source>How the values are spread.</source>
            <translation>值如何分布。</translation>
        </message>
        <message>
            <source>Axes of the weight that count as inputs; none takes Keras's rule.</source>
            <translation>权重中算作输入的轴；无则按 Keras 的规则。</translation>
        </message>
        <message>
            <source>Axes of the weight that count as outputs; none takes Keras's rule.</source>
            <translation>权重中算作输出的轴；无则按 Keras 的规则。</translation>
        </message>
        <message>
            <source>Factor on the matrix.</source>
            <translation>矩阵的系数。</translation>
        </message>
        <message>
            <source>How the other gates begin.</source>
            <translation>其余各门的初始值。</translation>
        </message>
        <message>
            <source>Factor on the sum of absolute values.</source>
            <translation>绝对值之和的系数。</translation>
        </message>
        <message>
            <source>Factor on the sum of squares.</source>
            <translation>平方和的系数。</translation>
        </message>
        <message>
            <source>Factor on the mean.</source>
            <translation>平均值的系数。</translation>
        </message>
        <message>
            <source>What is to stand at right angles.</source>
            <translation>哪些应当相互正交。</translation>
        </message>
        <message>
            <source>Whether training changes the weights.</source>
            <translation>训练是否改变权重。</translation>
        </message>
        <message>
            <source>The axis or axes taken together; the batch is axis 0.</source>
            <translation>合并处理的轴；批次是轴 0。</translation>
        </message>
        <message>
            <source>axis {}</source>
            <translation>轴 {}</translation>
        </message>
        <message>
            <source>Added to the variance so that nothing is divided by 0.</source>
            <translation>加到方差上，避免除以 0。</translation>
        </message>
        <message>
            <source>Adds a learned offset, beta.</source>
            <translation>加上学习得到的偏移 beta。</translation>
        </message>
        <message>
            <source>no beta</source>
            <translation>无 beta</translation>
        </message>
        <message>
            <source>Multiplies by a learned factor, gamma.</source>
            <translation>乘以学习得到的系数 gamma。</translation>
        </message>
        <message>
            <source>no gamma</source>
            <translation>无 gamma</translation>
        </message>
        <message>
            <source>How beta begins.</source>
            <translation>beta 的初始值。</translation>
        </message>
        <message>
            <source>How gamma begins.</source>
            <translation>gamma 的初始值。</translation>
        </message>
        <message>
            <source>Penalty on beta.</source>
            <translation>对 beta 的惩罚。</translation>
        </message>
        <message>
            <source>Penalty on gamma.</source>
            <translation>对 gamma 的惩罚。</translation>
        </message>
        <message>
            <source>Rule for beta after each step.</source>
            <translation>每步之后对 beta 的约束。</translation>
        </message>
        <message>
            <source>Rule for gamma after each step.</source>
            <translation>每步之后对 gamma 的约束。</translation>
        </message>
        <message>
            <source>Divides by the standard deviation but does not centre, and has no beta; RMSNormalization is better.</source>
            <translation>除以标准差但不做中心化，且没有 beta；用 RMSNormalization 更好。</translation>
        </message>
        <message>
            <source>Added to the mean square so that nothing is divided by 0.</source>
            <translation>加到均方上，避免除以 0。</translation>
        </message>
        <message>
            <source>Shape of one sample, without the batch axis.</source>
            <translation>一个样本的形状，不含批次轴。</translation>
        </message>
        <message>
            <source>Kind of numbers; int32 for Embedding.</source>
            <translation>数值的类型；用于 Embedding 时取 int32。</translation>
        </message>
        <message>
            <source>Number of outputs.</source>
            <translation>输出的个数。</translation>
        </message>
        <message>
            <source>{} units</source>
            <translation>{} 个单元</translation>
        </message>
        <message>
            <source>Function applied to the output.</source>
            <translation>作用于输出的函数。</translation>
        </message>
        <message>
            <source>Adds a learned offset to each output.</source>
            <translation>给每个输出加上学习得到的偏移。</translation>
        </message>
        <message>
            <source>no bias</source>
            <translation>无偏置</translation>
        </message>
        <message>
            <source>How the kernel begins.</source>
            <translation>核的初始值。</translation>
        </message>
        <message>
            <source>How the bias begins.</source>
            <translation>偏置的初始值。</translation>
        </message>
        <message>
            <source>Penalty on the kernel.</source>
            <translation>对核的惩罚。</translation>
        </message>
        <message>
            <source>Penalty on the bias.</source>
            <translation>对偏置的惩罚。</translation>
        </message>
        <message>
            <source>Penalty on the output.</source>
            <translation>对输出的惩罚。</translation>
        </message>
        <message>
            <source>Rule for the kernel after each step.</source>
            <translation>每步之后对核的约束。</translation>
        </message>
        <message>
            <source>Rule for the bias after each step.</source>
            <translation>每步之后对偏置的约束。</translation>
        </message>
        <message>
            <source>The function.</source>
            <translation>所用的函数。</translation>
        </message>
        <message>
            <source>Number of different values; each must be below it.</source>
            <translation>不同取值的个数；每个值都必须小于它。</translation>
        </message>
        <message>
            <source>{} words</source>
            <translation>{} 个词</translation>
        </message>
        <message>
            <source>Length of each vector.</source>
            <translation>每个向量的长度。</translation>
        </message>
        <message>
            <source>{} wide</source>
            <translation>宽 {}</translation>
        </message>
        <message>
            <source>How the vectors begin.</source>
            <translation>向量的初始值。</translation>
        </message>
        <message>
            <source>Penalty on the vectors.</source>
            <translation>对向量的惩罚。</translation>
        </message>
        <message>
            <source>Rule for the vectors after each step.</source>
            <translation>每步之后对向量的约束。</translation>
        </message>
        <message>
            <source>Takes 0 for padding: layers that know of masks pass over it.</source>
            <translation>把 0 当作填充：懂得掩码的层会跳过它。</translation>
        </message>
        <message>
            <source>0 is padding</source>
            <translation>0 为填充</translation>
        </message>
        <message>
            <source>A step in which every value is this is padding.</source>
            <translation>全为此值的时间步算作填充。</translation>
        </message>
        <message>
            <source>Largest output; none sets no limit.</source>
            <translation>最大输出；无则不设上限。</translation>
        </message>
        <message>
            <source>up to {}</source>
            <translation>至 {}</translation>
        </message>
        <message>
            <source>Slope of the output below the threshold.</source>
            <translation>阈值以下输出的斜率。</translation>
        </message>
        <message>
            <source>slope {}</source>
            <translation>斜率 {}</translation>
        </message>
        <message>
            <source>Values up to it count as negative.</source>
            <translation>不超过它的值算作负值。</translation>
        </message>
        <message>
            <source>from {}</source>
            <translation>从 {} 起</translation>
        </message>
        <message>
            <source>Slope of the output below 0.</source>
            <translation>0 以下输出的斜率。</translation>
        </message>
        <message>
            <source>How the slopes begin.</source>
            <translation>斜率的初始值。</translation>
        </message>
        <message>
            <source>Penalty on the slopes.</source>
            <translation>对斜率的惩罚。</translation>
        </message>
        <message>
            <source>Rule for the slopes after each step.</source>
            <translation>每步之后对斜率的约束。</translation>
        </message>
        <message>
            <source>Axes along which all values share one slope: 1, 2 for the places of a picture. The batch is axis 0.</source>
            <translation>沿哪些轴的所有值共用一个斜率：1, 2 表示图片的各个位置。批次是轴 0。</translation>
        </message>
        <message>
            <source>shared along {}</source>
            <translation>沿 {} 共用</translation>
        </message>
        <message>
            <source>What negative values approach, with a minus.</source>
            <translation>负值所趋近的极限的相反数。</translation>
        </message>
        <message>
            <source>alpha {}</source>
            <translation>alpha {}</translation>
        </message>
        <message>
            <source>Number of kernels, which is the number of output channels.</source>
            <translation>卷积核的个数，也就是输出通道数。</translation>
        </message>
        <message>
            <source>{} filters</source>
            <translation>{} 个滤波器</translation>
        </message>
        <message>
            <source>Size of each kernel.</source>
            <translation>每个卷积核的大小。</translation>
        </message>
        <message>
            <source>Step from one position to the next.</source>
            <translation>从一个位置到下一个位置的步幅。</translation>
        </message>
        <message>
            <source>stride {}</source>
            <translation>步幅 {}</translation>
        </message>
        <message>
            <source>"same" pads with zeros so that the output is as large as the input (with strides of 1).</source>
            <translation>"same" 用零填充，使输出与输入一样大（步幅为 1 时）。</translation>
        </message>
        <message>
            <source>Spacing of the kernel's points.</source>
            <translation>核中各点的间距。</translation>
        </message>
        <message>
            <source>dilation {}</source>
            <translation>膨胀 {}</translation>
        </message>
        <message>
            <source>Splits the channels into groups that are convolved apart.</source>
            <translation>把通道分成若干组，各自卷积。</translation>
        </message>
        <message>
            <source>{} groups</source>
            <translation>{} 组</translation>
        </message>
        <message>
            <source>Adds a learned offset to each filter.</source>
            <translation>给每个滤波器加上学习得到的偏移。</translation>
        </message>
        <message>
            <source>Steps that each filter sees.</source>
            <translation>每个滤波器看到的时间步数。</translation>
        </message>
        <message>
            <source>"same" pads with zeros so that the output is as long as the input (with strides of 1); "causal" pads only before it, so that no step sees a later one.</source>
            <translation>"same" 用零填充，使输出与输入一样长（步幅为 1 时）；"causal" 只在前面填充，使任何时间步都看不到之后的时间步。</translation>
        </message>
        <message>
            <source>Spacing of the filter's points.</source>
            <translation>滤波器中各点的间距。</translation>
        </message>
        <message>
            <source>Height and width of each filter.</source>
            <translation>每个滤波器的高和宽。</translation>
        </message>
        <message>
            <source>Depth, height and width of each filter.</source>
            <translation>每个滤波器的深、高和宽。</translation>
        </message>
        <message>
            <source>Size of the output.</source>
            <translation>输出的大小。</translation>
        </message>
        <message>
            <source>Steps that come out.</source>
            <translation>输出的时间步数。</translation>
        </message>
        <message>
            <source>to {}</source>
            <translation>到 {}</translation>
        </message>
        <message>
            <source>Height and width that come out.</source>
            <translation>输出的高和宽。</translation>
        </message>
        <message>
            <source>Depth, height and width that come out.</source>
            <translation>输出的深、高和宽。</translation>
        </message>
        <message>
            <source>Share of values set to 0.</source>
            <translation>被置为 0 的值所占的比例。</translation>
        </message>
        <message>
            <source>Shape of the decisions, batch first: 1 decides for a whole axis, ? for each place alone.</source>
            <translation>随机决定的形状，批次在前：1 表示整条轴共用一个决定，? 表示每个位置各自决定。</translation>
        </message>
        <message>
            <source>Share of values set to selu's lower limit.</source>
            <translation>被置为 selu 下限的值所占的比例。</translation>
        </message>
        <message>
            <source>Share of channels set to 0.</source>
            <translation>被置为 0 的通道所占的比例。</translation>
        </message>
        <message>
            <source>L1 {}</source>
            <translation>L1 {}</translation>
        </message>
        <message>
            <source>L2 {}</source>
            <translation>L2 {}</translation>
        </message>
        <message>
            <source>Share of the weights set to 0 while training.</source>
            <translation>训练时置为 0 的注意力权重所占的比例。</translation>
        </message>
        <message>
            <source>Hides later steps from earlier ones.</source>
            <translation>使较早的时间步看不到之后的时间步。</translation>
        </message>
        <message>
            <source>causal</source>
            <translation>因果</translation>
        </message>
        <message>
            <source>Gives the weights too, as a second output.</source>
            <translation>把注意力权重作为第二个输出给出。</translation>
        </message>
        <message>
            <source>Learns a factor for the scores.</source>
            <translation>学习得分的系数。</translation>
        </message>
        <message>
            <source>Compares by product, or by the tanh of the sum.</source>
            <translation>用乘积比较，或用和的 tanh 比较。</translation>
        </message>
        <message>
            <source>Learns a factor for each feature of the sum.</source>
            <translation>为和的每个特征学习一个系数。</translation>
        </message>
        <message>
            <source>Factor on every value, or one for each channel.</source>
            <translation>每个值的系数，或每个通道一个。</translation>
        </message>
        <message>
            <source>× {}</source>
            <translation>× {}</translation>
        </message>
        <message>
            <source>Added afterwards, or one for each channel.</source>
            <translation>之后加上的数，或每个通道一个。</translation>
        </message>
        <message>
            <source>+ {}</source>
            <translation>+ {}</translation>
        </message>
        <message>
            <source>Axes with a mean and variance for each place; none has one for all values.</source>
            <translation>每个位置各有均值和方差的轴；无则所有值共用一组。</translation>
        </message>
        <message>
            <source>The mean; none takes it from the data.</source>
            <translation>均值；无则取自数据。</translation>
        </message>
        <message>
            <source>The variance; it goes with the mean.</source>
            <translation>方差；与均值一起给出。</translation>
        </message>
        <message>
            <source>Turns normalized values back into plain ones.</source>
            <translation>把归一化后的值还原为原值。</translation>
        </message>
        <message>
            <source>inverse</source>
            <translation>逆变换</translation>
        </message>
        <message>
            <source>Where one bin ends and the next begins; none takes them from the data.</source>
            <translation>一个区间结束、下一个开始的位置；无则取自数据。</translation>
        </message>
        <message>
            <source>How many bins of about the same size the data is parted into.</source>
            <translation>把数据分成多少个大小相近的区间。</translation>
        </message>
        <message>
            <source>How exactly the data is parted.</source>
            <translation>划分数据的精细程度。</translation>
        </message>
        <message>
            <source>Numbers of bins, or zeros and ones.</source>
            <translation>区间编号，或零和一。</translation>
        </message>
        <message>
            <source>"one_hot" for each value, "multi_hot" or "count" for all values of a sample together.</source>
            <translation>"one_hot" 用于每个值，"multi_hot" 或 "count" 用于一个样本的所有值。</translation>
        </message>
        <message>
            <source>Limits: 0 is grey, 0.5 changes nothing, 1 is strongest.</source>
            <translation>范围：0 为灰色，0.5 不变，1 最浓。</translation>
        </message>
        <message>
            <source>Smallest and largest value of an image.</source>
            <translation>图像的最小值和最大值。</translation>
        </message>
        <message>
            <source>Greatest turn, 1 being half the wheel, or both limits.</source>
            <translation>最大的旋转量，1 为半个色环；或两个界限。</translation>
        </message>
        <message>
            <source>As in RandomBrightness; none leaves it.</source>
            <translation>与 RandomBrightness 相同；无则不变。</translation>
        </message>
        <message>
            <source>As in RandomContrast; none leaves it.</source>
            <translation>与 RandomContrast 相同；无则不变。</translation>
        </message>
        <message>
            <source>As in RandomSaturation; none leaves it.</source>
            <translation>与 RandomSaturation 相同；无则不变。</translation>
        </message>
        <message>
            <source>As in RandomHue; none leaves it.</source>
            <translation>与 RandomHue 相同；无则不变。</translation>
        </message>
        <message>
            <source>How likely an image becomes grey.</source>
            <translation>图像变成灰色的概率。</translation>
        </message>
        <message>
            <source>Limits: 0 changes nothing, 1 is grey.</source>
            <translation>范围：0 不变，1 为灰色。</translation>
        </message>
        <message>
            <source>Greatest change as a share of the range, or both limits.</source>
            <translation>最大变化量占取值范围的比例；或两个界限。</translation>
        </message>
        <message>
            <source>How much less and how much more; one number is only how much more.</source>
            <translation>最多减小多少和增大多少；一个数只表示增大多少。</translation>
        </message>
        <message>
            <source>How likely an image is blurred, or both limits.</source>
            <translation>图像被模糊的概率；或两个界限。</translation>
        </message>
        <message>
            <source>Width and height of the blur in pixels, both odd.</source>
            <translation>模糊范围的宽和高，以像素计，都为奇数。</translation>
        </message>
        <message>
            <source>Greatest spread of the blur in pixels, or both limits.</source>
            <translation>模糊的最大扩散，以像素计；或两个界限。</translation>
        </message>
        <message>
            <source>Limits of the amount: 0 softens, 0.5 changes nothing, 1 sharpens.</source>
            <translation>程度的范围：0 柔化，0.5 不变，1 锐化。</translation>
        </message>
        <message>
            <source>How likely an image is covered, or both limits.</source>
            <translation>图像被遮挡的概率；或两个界限。</translation>
        </message>
        <message>
            <source>Smallest and largest share of the image that is covered.</source>
            <translation>被遮挡部分占图像的最小和最大比例。</translation>
        </message>
        <message>
            <source>A value or a colour; none covers with noise.</source>
            <translation>一个值或一种颜色；无则用噪声遮挡。</translation>
        </message>
        <message>
            <source>Left and right, top and bottom, or both at once.</source>
            <translation>左右、上下，或同时两者。</translation>
        </message>
        <message>
            <source>Greatest angle in full turns, or the least and the greatest.</source>
            <translation>以整圈计的最大角度，或最小和最大角度。</translation>
        </message>
        <message>
            <source>What lies outside: the image reflected, repeated, one value, or its edge.</source>
            <translation>图像之外的内容：图像的反射、重复、一个固定值或其边缘。</translation>
        </message>
        <message>
            <source>How values between pixels are found.</source>
            <translation>如何求像素之间的值。</translation>
        </message>
        <message>
            <source>The value outside with fill_mode constant.</source>
            <translation>fill_mode 为 constant 时图像之外的值。</translation>
        </message>
        <message>
            <source>Greatest move down, as a share of the height, or both limits.</source>
            <translation>向下的最大移动量占高度的比例；或两个界限。</translation>
        </message>
        <message>
            <source>Greatest move to the right, as a share of the width, or both limits.</source>
            <translation>向右的最大移动量占宽度的比例；或两个界限。</translation>
        </message>
        <message>
            <source>Greatest change of the height; above 0 the picture becomes smaller. Or both limits.</source>
            <translation>高度的最大变化；大于 0 时画面变小。或两个界限。</translation>
        </message>
        <message>
            <source>The same for the width; none zooms by the same as the height.</source>
            <translation>宽度同理；无则与高度缩放相同。</translation>
        </message>
        <message>
            <source>Greatest slant sideways in pixels for each row, or both limits.</source>
            <translation>每行横向倾斜的最大像素数；或两个界限。</translation>
        </message>
        <message>
            <source>Greatest slant downwards in pixels for each column, or both limits.</source>
            <translation>每列向下倾斜的最大像素数；或两个界限。</translation>
        </message>
        <message>
            <source>Height of the output.</source>
            <translation>输出的高度。</translation>
        </message>
        <message>
            <source>Width of the output.</source>
            <translation>输出的宽度。</translation>
        </message>
        <message>
            <source>How likely an image is inverted, or both limits.</source>
            <translation>图像被反相的概率；或两个界限。</translation>
        </message>
        <message>
            <source>Greatest brightness added first, or both limits.</source>
            <translation>事先加上的最大亮度；或两个界限。</translation>
        </message>
        <message>
            <source>Greatest tone that is left alone, or both limits.</source>
            <translation>保持不变的最大色调；或两个界限。</translation>
        </message>
        <message>
            <source>Bits that are kept: from the first number to one below the second.</source>
            <translation>保留的位数：从第一个数到比第二个数小一。</translation>
        </message>
        <message>
            <source>How many tones are told apart.</source>
            <translation>区分多少种色调。</translation>
        </message>
        <message>
            <source>How likely an image is changed, or both limits.</source>
            <translation>图像被改变的概率；或两个界限。</translation>
        </message>
        <message>
            <source>How far the corners move.</source>
            <translation>各角移动多远。</translation>
        </message>
        <message>
            <source>The value outside of the image.</source>
            <translation>图像之外的值。</translation>
        </message>
        <message>
            <source>How much it is bent, or both limits.</source>
            <translation>弯曲的程度；或两个界限。</translation>
        </message>
        <message>
            <source>Cuts off what would be squeezed.</source>
            <translation>裁掉会被压扁的部分。</translation>
        </message>
        <message>
            <source>cropped</source>
            <translation>裁剪</translation>
        </message>
        <message>
            <source>Pads what would be squeezed.</source>
            <translation>填充会被压扁的部分。</translation>
        </message>
        <message>
            <source>padded</source>
            <translation>填充</translation>
        </message>
        <message>
            <source>What padding holds.</source>
            <translation>填充的内容。</translation>
        </message>
        <message>
            <source>The value of padding.</source>
            <translation>填充的值。</translation>
        </message>
        <message>
            <source>Takes all pixels into account when an image becomes smaller.</source>
            <translation>图像变小时把所有像素都计算在内。</translation>
        </message>
        <message>
            <source>Size of each filter.</source>
            <translation>每个滤波器的大小。</translation>
        </message>
        <message>
            <source>Number of filters for each input channel.</source>
            <translation>每个输入通道的滤波器个数。</translation>
        </message>
        <message>
            <source>{} a channel</source>
            <translation>每通道 {}</translation>
        </message>
        <message>
            <source>Adds a learned offset to each output channel.</source>
            <translation>给每个输出通道加上学习得到的偏移。</translation>
        </message>
        <message>
            <source>Number of output channels.</source>
            <translation>输出通道数。</translation>
        </message>
        <message>
            <source>Size of each depthwise filter.</source>
            <translation>每个深度滤波器的大小。</translation>
        </message>
        <message>
            <source>Number of depthwise filters for each input channel.</source>
            <translation>每个输入通道的深度滤波器个数。</translation>
        </message>
        <message>
            <source>How the depthwise kernel begins.</source>
            <translation>深度核的初始值。</translation>
        </message>
        <message>
            <source>How the mixing kernel begins.</source>
            <translation>混合核的初始值。</translation>
        </message>
        <message>
            <source>Penalty on the depthwise kernel.</source>
            <translation>对深度核的惩罚。</translation>
        </message>
        <message>
            <source>Penalty on the mixing kernel.</source>
            <translation>对混合核的惩罚。</translation>
        </message>
        <message>
            <source>Rule for the depthwise kernel after each step.</source>
            <translation>每步之后对深度核的约束。</translation>
        </message>
        <message>
            <source>Rule for the mixing kernel after each step.</source>
            <translation>每步之后对混合核的约束。</translation>
        </message>
        <message>
            <source>Steps that each depthwise filter sees.</source>
            <translation>每个深度滤波器看到的时间步数。</translation>
        </message>
        <message>
            <source>Height and width of each depthwise filter.</source>
            <translation>每个深度滤波器的高和宽。</translation>
        </message>
        <message>
            <source>The axis along which they are joined; the batch is axis 0.</source>
            <translation>拼接所沿的轴；批次是轴 0。</translation>
        </message>
        <message>
            <source>The axis of each input that is summed over; the batch is axis 0.</source>
            <translation>每个输入中被求和的轴；批次是轴 0。</translation>
        </message>
        <message>
            <source>axes {}</source>
            <translation>轴对 {}</translation>
        </message>
        <message>
            <source>Scales both to length 1 first: the cosine of their angle.</source>
            <translation>先把两者缩放到长度 1：即夹角的余弦。</translation>
        </message>
        <message>
            <source>cosine</source>
            <translation>余弦</translation>
        </message>
        <message>
            <source>Axes of input, kernel and output, as in NumPy's einsum.</source>
            <translation>输入、核与输出的轴，写法同 NumPy 的 einsum。</translation>
        </message>
        <message>
            <source>Shape of the output without batch and without the axes of an ellipsis; open axes follow the input.</source>
            <translation>输出的形状，不含批次和省略号所代表的轴；不定的轴随输入而定。</translation>
        </message>
        <message>
            <source>Axes of the output that have a learned offset.</source>
            <translation>输出中有学习偏移的轴。</translation>
        </message>
        <message>
            <source>bias {}</source>
            <translation>偏置 {}</translation>
        </message>
        <message>
            <source>Adds learned offsets.</source>
            <translation>加上学习得到的各偏移。</translation>
        </message>
        <message>
            <source>How near a key must be to be seen; none sees all.</source>
            <translation>键必须多近才能被看到；无则全部可见。</translation>
        </message>
        <message>
            <source>How the kernels begin.</source>
            <translation>各个核的初始值。</translation>
        </message>
        <message>
            <source>How the biases begin.</source>
            <translation>各个偏置的初始值。</translation>
        </message>
        <message>
            <source>Penalty on the kernels.</source>
            <translation>对各个核的惩罚。</translation>
        </message>
        <message>
            <source>Penalty on the biases.</source>
            <translation>对各个偏置的惩罚。</translation>
        </message>
        <message>
            <source>Rule for the kernels after each step.</source>
            <translation>每步之后对各个核的约束。</translation>
        </message>
        <message>
            <source>Rule for the biases after each step.</source>
            <translation>每步之后对各个偏置的约束。</translation>
        </message>
        <message>
            <source>Weighs what each head found by a learned gate.</source>
            <translation>用学习得到的门衡量每个头的结果。</translation>
        </message>
        <message>
            <source>A seed of its own for dropout; none takes the run's.</source>
            <translation>dropout 自己的随机种子；无则使用本次训练的种子。</translation>
        </message>
        <message>
            <source>Gives the weights of each head too, as a second output.</source>
            <translation>把每个头的注意力权重作为第二个输出给出。</translation>
        </message>
        <message>
            <source>Number of heads.</source>
            <translation>头的个数。</translation>
        </message>
        <message>
            <source>{} heads</source>
            <translation>{} 个头</translation>
        </message>
        <message>
            <source>Width of each head's queries and keys.</source>
            <translation>每个头的查询和键的宽度。</translation>
        </message>
        <message>
            <source>Width of each head's values; none takes that of the keys.</source>
            <translation>每个头的值的宽度；无则与键相同。</translation>
        </message>
        <message>
            <source>Last axes of the output; none takes the query's width.</source>
            <translation>输出的最后若干轴；无则取查询的宽度。</translation>
        </message>
        <message>
            <source>Axes along which steps see each other; none takes all but batch and features.</source>
            <translation>各时间步沿哪些轴相互可见；无则取批次和特征之外的所有轴。</translation>
        </message>
        <message>
            <source>Width of each head.</source>
            <translation>每个头的宽度。</translation>
        </message>
        <message>
            <source>Number of heads that ask.</source>
            <translation>提问的头的个数。</translation>
        </message>
        <message>
            <source>Number of heads that answer.</source>
            <translation>回答的头的个数。</translation>
        </message>
        <message>
            <source>over {}</source>
            <translation>共用 {}</translation>
        </message>
        <message>
            <source>Standard deviation of the noise.</source>
            <translation>噪声的标准差。</translation>
        </message>
        <message>
            <source>The rate of the Dropout it stands for.</source>
            <translation>所代表的 Dropout 的比例。</translation>
        </message>
        <message>
            <source>The axis of the channels; the batch is axis 0.</source>
            <translation>通道所在的轴；批次是轴 0。</translation>
        </message>
        <message>
            <source>How slowly the running averages follow.</source>
            <translation>滑动平均跟随的快慢。</translation>
        </message>
        <message>
            <source>momentum {}</source>
            <translation>动量 {}</translation>
        </message>
        <message>
            <source>How the running mean begins.</source>
            <translation>滑动均值的初始值。</translation>
        </message>
        <message>
            <source>How the running variance begins.</source>
            <translation>滑动方差的初始值。</translation>
        </message>
        <message>
            <source>Size of each window.</source>
            <translation>每个窗口的大小。</translation>
        </message>
        <message>
            <source>Step from one window to the next; none is the window's size.</source>
            <translation>从一个窗口到下一个窗口的步幅；无则取窗口的大小。</translation>
        </message>
        <message>
            <source>"same" also pools the incomplete windows at the edge.</source>
            <translation>"same" 也池化边缘不完整的窗口。</translation>
        </message>
        <message>
            <source>Steps in each window.</source>
            <translation>每个窗口的时间步数。</translation>
        </message>
        <message>
            <source>Height and width of each window.</source>
            <translation>每个窗口的高和宽。</translation>
        </message>
        <message>
            <source>Depth, height and width of each window.</source>
            <translation>每个窗口的深、高和宽。</translation>
        </message>
        <message>
            <source>Keeps the pooled axes with size 1.</source>
            <translation>被池化的轴保留为长度 1。</translation>
        </message>
        <message>
            <source>keepdims</source>
            <translation>keepdims</translation>
        </message>
        <message>
            <source>Length of the state, which is the output.</source>
            <translation>状态的长度，也就是输出的长度。</translation>
        </message>
        <message>
            <source>Function applied to the new state.</source>
            <translation>作用于新状态的函数。</translation>
        </message>
        <message>
            <source>Adds a learned offset.</source>
            <translation>加上学习得到的偏移。</translation>
        </message>
        <message>
            <source>How the recurrent kernel begins.</source>
            <translation>循环核的初始值。</translation>
        </message>
        <message>
            <source>Penalty on the recurrent kernel.</source>
            <translation>对循环核的惩罚。</translation>
        </message>
        <message>
            <source>Rule for the recurrent kernel after each step.</source>
            <translation>每步之后对循环核的约束。</translation>
        </message>
        <message>
            <source>Share of inputs set to 0 while training.</source>
            <translation>训练时置为 0 的输入所占的比例。</translation>
        </message>
        <message>
            <source>dropout {}</source>
            <translation>dropout {}</translation>
        </message>
        <message>
            <source>Share of the state set to 0 while training.</source>
            <translation>训练时置为 0 的状态所占的比例。</translation>
        </message>
        <message>
            <source>recurrent dropout {}</source>
            <translation>循环 dropout {}</translation>
        </message>
        <message>
            <source>Gives the output of every step, not only of the last.</source>
            <translation>给出每个时间步的输出，而不只是最后一个。</translation>
        </message>
        <message>
            <source>sequences</source>
            <translation>输出序列</translation>
        </message>
        <message>
            <source>Gives the last states too, as further outputs.</source>
            <translation>把最后的状态也作为额外的输出给出。</translation>
        </message>
        <message>
            <source>states</source>
            <translation>输出状态</translation>
        </message>
        <message>
            <source>Reads the sequence from its end.</source>
            <translation>从末尾开始读序列。</translation>
        </message>
        <message>
            <source>backwards</source>
            <translation>反向</translation>
        </message>
        <message>
            <source>Begins each batch with the states that the batch before left; each pass over the data begins afresh.</source>
            <translation>每批从上一批留下的状态开始；每遍数据重新开始。</translation>
        </message>
        <message>
            <source>stateful</source>
            <translation>有状态</translation>
        </message>
        <message>
            <source>Gives 0 for steps that are padding, not the output before them.</source>
            <translation>对填充的时间步给出 0，而不是之前的输出。</translation>
        </message>
        <message>
            <source>Function of the gates.</source>
            <translation>各个门的函数。</translation>
        </message>
        <message>
            <source>Lets the forget gate begin open.</source>
            <translation>让遗忘门初始打开。</translation>
        </message>
        <message>
            <source>Applies the reset gate after the recurrent kernel, not before it.</source>
            <translation>在循环核之后（而不是之前）使用重置门。</translation>
        </message>
        <message>
            <source>The new shape, without the batch axis; one -1 takes what is left.</source>
            <translation>新的形状，不含批次轴；可有一个 -1 取剩余的大小。</translation>
        </message>
        <message>
            <source>Which axis comes first, second …; they count from 1, without the batch.</source>
            <translation>哪条轴在第一、第二……；从 1 数起，不含批次。</translation>
        </message>
        <message>
            <source>How often it is repeated.</source>
            <translation>重复多少次。</translation>
        </message>
        <message>
            <source>{} times</source>
            <translation>{} 次</translation>
        </message>
        <message>
            <source>Number of groups; -1 gives each channel its own.</source>
            <translation>组数；-1 使每个通道自成一组。</translation>
        </message>
        <message>
            <source>Steps before and after.</source>
            <translation>前面和后面的时间步数。</translation>
        </message>
        <message>
            <source>Rows (above, below) and columns (left, right).</source>
            <translation>行（上、下）和列（左、右）。</translation>
        </message>
        <message>
            <source>Values before and after along depth, height and width.</source>
            <translation>沿深、高、宽在前后补的个数。</translation>
        </message>
        <message>
            <source>Steps cut at the beginning and at the end.</source>
            <translation>开头和末尾切掉的时间步数。</translation>
        </message>
        <message>
            <source>Rows (top, bottom) and columns (left, right).</source>
            <translation>行（顶、底）和列（左、右）。</translation>
        </message>
        <message>
            <source>Values cut before and after along depth, height and width.</source>
            <translation>沿深、高、宽在前后切掉的个数。</translation>
        </message>
        <message>
            <source>How often each step is given.</source>
            <translation>每个时间步重复多少次。</translation>
        </message>
        <message>
            <source>×{}</source>
            <translation>×{}</translation>
        </message>
        <message>
            <source>Factors for height and width.</source>
            <translation>高和宽的倍数。</translation>
        </message>
        <message>
            <source>"nearest" repeats pixels; the others blend ever more of their neighbours.</source>
            <translation>"nearest" 重复像素；其他方式混合越来越多的相邻像素。</translation>
        </message>
        <message>
            <source>Factors for depth, height and width.</source>
            <translation>深、高和宽的倍数。</translation>
        </message>
        <message>
            <source>How far each value is spread.</source>
            <translation>每个值扩散多远。</translation>
        </message>
        <message>
            <source>How many times larger the output is.</source>
            <translation>输出增大多少倍。</translation>
        </message>
        <message>
            <source>"same" cuts the edges so that the output is as large as the input times the strides.</source>
            <translation>"same" 裁掉边缘，使输出大小等于输入乘以步幅。</translation>
        </message>
        <message>
            <source>Values added at the end of each axis; none gives the usual size.</source>
            <translation>每条轴末尾补的个数；无则为通常的大小。</translation>
        </message>
        <message>
            <source>output padding {}</source>
            <translation>输出填充 {}</translation>
        </message>
        <message>
            <source>Steps that each value is spread over.</source>
            <translation>每个值扩散到的时间步数。</translation>
        </message>
        <message>
            <source>Height and width that each pixel is spread over.</source>
            <translation>每个像素扩散到的高和宽。</translation>
        </message>
        <message>
            <source>Depth, height and width that each point is spread over.</source>
            <translation>每个点扩散到的深、高和宽。</translation>
        </message>
        <message>
            <source>The layer that reads from the beginning.</source>
            <translation>从开头读的层。</translation>
        </message>
        <message>
            <source>How both outputs are joined; none gives both.</source>
            <translation>两个输出如何合并；无则两者都给出。</translation>
        </message>
        <message>
            <source>The layer that reads from the end; none takes the first one, reversed.</source>
            <translation>从末尾读的层；无则取第一个层反向。</translation>
        </message>
        <message>
            <source>The layer applied to each step.</source>
            <translation>用于每个时间步的层。</translation>
        </message>
        <message>
            <source>The name of the layer's kind.</source>
            <translation>层的种类名称。</translation>
        </message>
        <message>
            <source>What the file says of it, as JSON.</source>
            <translation>文件中对它的描述，JSON 格式。</translation>
        </message>
        <message>
            <source>Why it could not be read.</source>
            <translation>为何无法读取。</translation>
        </message>
        <message>
            <source>The network inside.</source>
            <translation>内部的网络。</translation>
        </message>
        <message>
            <source>The penalty.</source>
            <translation>所用的惩罚。</translation>
        </message>
        <message>
            <source>What it is called in curves, tables and callbacks; nothing is its usual name.</source>
            <translation>在曲线、表格和回调中的名称；留空则用通常的名称。</translation>
        </message>
        <message>
            <source>Which output it measures, counted from 0; none is each of them.</source>
            <translation>它衡量哪个输出，从 0 数起；无表示每个输出。</translation>
        </message>
        <message>
            <source>Probability above which the answer is yes.</source>
            <translation>概率超过此值时答案为“是”。</translation>
        </message>
        <message>
            <source>How many of the largest outputs count.</source>
            <translation>取最大的多少个输出。</translation>
        </message>
        <message>
            <source>Outputs are class numbers, best first, instead of scores.</source>
            <translation>输出是按优劣排列的类别编号，而不是得分。</translation>
        </message>
        <message>
            <source>Approximates with this many thresholds (Keras: 200); none is exact.</source>
            <translation>用这么多个阈值近似（Keras：200）；无则精确计算。</translation>
        </message>
        <message>
            <source>ROC, precision over recall, or their gains over chance.</source>
            <translation>ROC、精确率对召回率，或它们相对随机的增益。</translation>
        </message>
        <message>
            <source>What the curve is between two points: a line, the higher, or the lower of both.</source>
            <translation>两点之间曲线的取法：直线、较高者或较低者。</translation>
        </message>
        <message>
            <source>Approximates with these thresholds.</source>
            <translation>用这些阈值近似。</translation>
        </message>
        <message>
            <source>Takes each output apart and gives their mean.</source>
            <translation>分别计算每个输出，给出它们的平均。</translation>
        </message>
        <message>
            <source>Number of outputs, if each is taken apart.</source>
            <translation>分别计算时输出的个数。</translation>
        </message>
        <message>
            <source>How much each output counts; none is the same for all.</source>
            <translation>每个输出的权重；无则都相同。</translation>
        </message>
        <message>
            <source>Outputs are scores before the sigmoid, not probabilities.</source>
            <translation>输出是 sigmoid 之前的得分，而不是概率。</translation>
        </message>
        <message>
            <source>Probability above which an answer counts as yes, or several; none is 0.5.</source>
            <translation>概率超过此值的答案算作“是”，可给多个；无则为 0.5。</translation>
        </message>
        <message>
            <source>Only this many of the largest outputs count as yes.</source>
            <translation>只有最大的这么多个输出算作“是”。</translation>
        </message>
        <message>
            <source>Looks at one class only.</source>
            <translation>只看一个类别。</translation>
        </message>
        <message>
            <source>Share of false cases that must be told apart.</source>
            <translation>必须识别出的假例的比例。</translation>
        </message>
        <message>
            <source>How many probabilities between 0 and 1 are tried.</source>
            <translation>在 0 和 1 之间尝试多少个概率。</translation>
        </message>
        <message>
            <source>Share of true cases that must be found.</source>
            <translation>必须找到的真例的比例。</translation>
        </message>
        <message>
            <source>Share of yes answers that must be right.</source>
            <translation>必须正确的“是”答案的比例。</translation>
        </message>
        <message>
            <source>The axis along which outputs and labels vary; -1 is the last, 0 the samples of a batch.</source>
            <translation>输出和标签变化所沿的轴；-1 为最后一条，0 为一批中的各样本。</translation>
        </message>
        <message>
            <source>How outputs are combined; none gives one number an output.</source>
            <translation>各输出如何合并；无则每个输出一个数。</translation>
        </message>
        <message>
            <source>Inputs of a linear model, for the adjusted score.</source>
            <translation>线性模型的输入个数，用于调整后的得分。</translation>
        </message>
        <message>
            <source>How classes are combined; none gives one number a class.</source>
            <translation>各类别如何合并；无则每类一个数。</translation>
        </message>
        <message>
            <source>Probability above which an answer is yes; none takes the largest.</source>
            <translation>概率超过此值时答案为“是”；无则取最大的。</translation>
        </message>
        <message>
            <source>How many times as much recall counts.</source>
            <translation>召回率的分量是多少倍。</translation>
        </message>
        <message>
            <source>Number of classes.</source>
            <translation>类别的个数。</translation>
        </message>
        <message>
            <source>Classes whose overlaps are averaged.</source>
            <translation>对其重叠度取平均的类别。</translation>
        </message>
        <message>
            <source>A class number in the labels that does not count.</source>
            <translation>标签中不计入的类别编号。</translation>
        </message>
        <message>
            <source>Labels are class numbers, not one-hot.</source>
            <translation>标签是类别编号，而不是 one-hot。</translation>
        </message>
        <message>
            <source>Outputs are class numbers, not a score for each class.</source>
            <translation>输出是类别编号，而不是每类的得分。</translation>
        </message>
        <message>
            <source>0 is the area of no, 1 that of yes.</source>
            <translation>0 为“否”的面积，1 为“是”的面积。</translation>
        </message>
        <message>
            <source>Probability from which the answer is yes.</source>
            <translation>概率从此值起答案为“是”。</translation>
        </message>
        <message>
            <source>Length of a step.</source>
            <translation>一步的长度。</translation>
        </message>
        <message>
            <source>Share of each weight, times the learning rate, that is taken away before a step.</source>
            <translation>每步之前按此比例乘学习率减去每个权重的一部分。</translation>
        </message>
        <message>
            <source>Longest gradient of a single weight; longer ones are shortened.</source>
            <translation>单个权重梯度的最大长度；更长的会被缩短。</translation>
        </message>
        <message>
            <source>Largest number in a gradient; larger ones are cut off.</source>
            <translation>梯度中的最大数值；更大的会被截断。</translation>
        </message>
        <message>
            <source>Longest gradient of all weights together.</source>
            <translation>所有权重合起来的梯度的最大长度。</translation>
        </message>
        <message>
            <source>Keeps a running average of the weights, which they become in the end.</source>
            <translation>保持权重的滑动平均，最后权重变为该平均。</translation>
        </message>
        <message>
            <source>How slowly the average follows the weights.</source>
            <translation>平均跟随权重的快慢。</translation>
        </message>
        <message>
            <source>Steps after which the weights become their average; none is only in the end.</source>
            <translation>每隔多少步权重变为其平均；无则只在最后。</translation>
        </message>
        <message>
            <source>Batches whose mean gradient makes one step.</source>
            <translation>多少个批次的平均梯度构成一步。</translation>
        </message>
        <message>
            <source>How slowly the mean follows.</source>
            <translation>均值跟随的快慢。</translation>
        </message>
        <message>
            <source>How slowly the size follows.</source>
            <translation>大小跟随的快慢。</translation>
        </message>
        <message>
            <source>Keeps the division from 0; outside the bias correction, as in Keras.</source>
            <translation>避免除以 0；与 Keras 一样在偏差校正之外。</translation>
        </message>
        <message>
            <source>Divides by the largest size so far.</source>
            <translation>除以迄今最大的大小。</translation>
        </message>
        <message>
            <source>Keeps the division from 0.</source>
            <translation>避免除以 0。</translation>
        </message>
        <message>
            <source>Steps in which the learning rate grows to its full length.</source>
            <translation>学习率增长到全长所用的步数。</translation>
        </message>
        <message>
            <source>How slowly the running mean follows.</source>
            <translation>滑动均值跟随的快慢。</translation>
        </message>
        <message>
            <source>Share of the last step that is carried on.</source>
            <translation>上一步被延续的比例。</translation>
        </message>
        <message>
            <source>Divides by the spread instead of the size.</source>
            <translation>除以离散程度而不是大小。</translation>
        </message>
        <message>
            <source>What the sum of squares starts at.</source>
            <translation>平方和的起始值。</translation>
        </message>
        <message>
            <source>How slowly the running sizes follow.</source>
            <translation>各滑动大小跟随的快慢。</translation>
        </message>
        <message>
            <source>Keeps the first steps from 0.</source>
            <translation>避免最初的步长为 0。</translation>
        </message>
        <message>
            <source>How the step shrinks with the sum of squares; 0 is not at all.</source>
            <translation>步长随平方和缩小的程度；0 表示不缩小。</translation>
        </message>
        <message>
            <source>Pulls weights to exactly 0.</source>
            <translation>把权重拉到恰好为 0。</translation>
        </message>
        <message>
            <source>Pulls weights towards 0.</source>
            <translation>把权重拉向 0。</translation>
        </message>
        <message>
            <source>Adds a share of the weights to the gradient.</source>
            <translation>把权重的一部分加到梯度上。</translation>
        </message>
        <message>
            <source>Makes the first steps shorter.</source>
            <translation>使最初的步更短。</translation>
        </message>
        <message>
            <source>How fast the sizes come to follow slowly: 1 - step^beta_2_decay.</source>
            <translation>大小的跟随变慢的速度：1 - step^beta_2_decay。</translation>
        </message>
        <message>
            <source>Least size of a weight that the step is measured by.</source>
            <translation>衡量步长时权重大小的下限。</translation>
        </message>
        <message>
            <source>Largest mean size of a weight's step before the learning rate.</source>
            <translation>学习率之前权重步长平均大小的上限。</translation>
        </message>
        <message>
            <source>Limits the learning rate to 1 / √step. Keras's formula does so in any case.</source>
            <translation>把学习率限制为 1 / √step。Keras 的公式总是如此。</translation>
        </message>
        <message>
            <source>How slowly Adam's mean follows.</source>
            <translation>Adam 的均值跟随的快慢。</translation>
        </message>
        <message>
            <source>How slowly Adam's size follows.</source>
            <translation>Adam 的大小跟随的快慢。</translation>
        </message>
        <message>
            <source>Decay of the weights that Adam changes.</source>
            <translation>由 Adam 更新的权重的衰减。</translation>
        </message>
        <message>
            <source>Keeps Adam's division from 0.</source>
            <translation>避免 Adam 除以 0。</translation>
        </message>
        <message>
            <source>Decay of the weights that Muon changes.</source>
            <translation>由 Muon 更新的权重的衰减。</translation>
        </message>
        <message>
            <source>Adam changes the weights whose names hold one of these; best the last layer.</source>
            <translation>名称含有其中之一的权重由 Adam 更新；最好是最后一层。</translation>
        </message>
        <message>
            <source>Adam changes embeddings.</source>
            <translation>嵌入由 Adam 更新。</translation>
        </message>
        <message>
            <source>First number of the iteration's formula.</source>
            <translation>迭代公式的第一个数。</translation>
        </message>
        <message>
            <source>Second number of the iteration's formula.</source>
            <translation>迭代公式的第二个数。</translation>
        </message>
        <message>
            <source>Third number of the iteration's formula.</source>
            <translation>迭代公式的第三个数。</translation>
        </message>
        <message>
            <source>Adam's learning rate as a multiple of Muon's.</source>
            <translation>Adam 的学习率是 Muon 的多少倍。</translation>
        </message>
        <message>
            <source>Share of earlier gradients that is carried on.</source>
            <translation>先前梯度被延续的比例。</translation>
        </message>
        <message>
            <source>Iterations that make the directions equal.</source>
            <translation>使各方向相等的迭代次数。</translation>
        </message>
        <message>
            <source>Looks ahead along the momentum.</source>
            <translation>沿动量向前看。</translation>
        </message>
        <message>
            <source>Scales steps by this and the root of the longer side, to be as long as Adam's.</source>
            <translation>按此值和较长边的平方根缩放步长，使其与 Adam 的一样长。</translation>
        </message>
        <message>
            <source>Share of the running mean in the direction of a step.</source>
            <translation>滑动均值在步的方向中所占的比例。</translation>
        </message>
        <message>
            <source>What training makes small.</source>
            <translation>训练要使之变小的量。</translation>
        </message>
        <message>
            <source>How weights follow their gradients.</source>
            <translation>权重如何跟随其梯度。</translation>
        </message>
        <message>
            <source>Numbers reported beside the loss.</source>
            <translation>与损失一起报告的数。</translation>
        </message>
        <message>
            <source>Numbers in which the weights of samples and classes count.</source>
            <translation>计入样本权重和类别权重的指标。</translation>
        </message>
        <message>
            <source>How many times all samples are seen.</source>
            <translation>所有样本被看多少遍。</translation>
        </message>
        <message>
            <source>Samples in each step.</source>
            <translation>两步之间的样本数。</translation>
        </message>
        <message>
            <source>Share of the training data, at its end, kept for validation.</source>
            <translation>训练数据末尾留作验证的比例。</translation>
        </message>
        <message>
            <source>Takes the data's test part for validation, in place of a share of the training data.</source>
            <translation>用数据的测试部分做验证，而不从训练数据中划出一部分。</translation>
        </message>
        <message>
            <source>Validates after each so many epochs only.</source>
            <translation>每隔这么多轮才验证一次。</translation>
        </message>
        <message>
            <source>An epoch ends after so many batches, and the next continues from there; none takes them all.</source>
            <translation>一轮在这么多批次后结束，下一轮接着进行；无表示全部批次。</translation>
        </message>
        <message>
            <source>The number that the first epoch has, for schedules and names of files.</source>
            <translation>第一轮的编号，用于学习率计划和文件名。</translation>
        </message>
        <message>
            <source>Shuffles the samples in each epoch.</source>
            <translation>每轮重新打乱样本。</translation>
        </message>
        <message>
            <source>Makes initial weights, shuffling and dropout repeatable.</source>
            <translation>使权重、打乱和 dropout 可以重现。</translation>
        </message>
        <message>
            <source>Gives the same bits on any number of processors; a little slower.</source>
            <translation>无论处理器数量多少，结果逐位相同；速度略慢。</translation>
        </message>
        <message>
            <source>What computes: NumPy, or code that Numba compiles. With auto NumPy begins, and compiled code takes over when it is ready, each where it was measured to be faster here, unless the run is deterministic.</source>
            <translation>由什么计算：NumPy，或由 Numba 编译的代码。auto 先用 NumPy，编译好的代码就绪后接替，各层用本机实测更快的一种；确定性运行除外。</translation>
        </message>
        <message>
            <source>How much each output's loss counts; none is 1 each.</source>
            <translation>每个输出的损失的权重；无则各为 1。</translation>
        </message>
        <message>
            <source>How much a sample of each class counts; others 1.</source>
            <translation>每个类别的样本权重；未给出的类别为 1。</translation>
        </message>
        <message>
            <source>Rules that act after each epoch.</source>
            <translation>每轮之后起作用的规则。</translation>
        </message>
        <message>
            <source>MNIST, 12,000 images</source>
            <translation>MNIST 手写数字，12,000 幅图像</translation>
        </message>
        <message>
            <source>Handwritten digits, 28 × 28 grey pixels: the first 10,000 + 2,000 of MNIST.</source>
            <translation>手写数字，28 × 28 灰度像素：MNIST 的前 10,000 + 2,000 幅。</translation>
        </message>
        <message>
            <source>Fashion-MNIST, 12,000 images</source>
            <translation>Fashion-MNIST 衣物，12,000 幅图像</translation>
        </message>
        <message>
            <source>Clothes, 28 × 28 grey pixels: the first 10,000 + 2,000 of Fashion-MNIST.</source>
            <translation>衣物，28 × 28 灰度像素：Fashion-MNIST 的前 10,000 + 2,000 幅。</translation>
        </message>
        <message>
            <source>Digits, 1,797 small images</source>
            <translation>Digits 手写数字，1,797 幅小图像</translation>
        </message>
        <message>
            <source>Handwritten digits, 8 × 8 pixels with 17 shades.</source>
            <translation>手写数字，8 × 8 像素，17 级灰度。</translation>
        </message>
        <message>
            <source>Iris, 150 flowers</source>
            <translation>Iris 鸢尾花，150 朵</translation>
        </message>
        <message>
            <source>Four measures of a flower tell which of three kinds of iris it is.</source>
            <translation>由花的四项测量值判断是三种鸢尾花中的哪一种。</translation>
        </message>
        <message>
            <source>Spam, 6,046 mails</source>
            <translation>Spam 垃圾邮件，6,046 封</translation>
        </message>
        <message>
            <source>How often each of 100 words appears in a mail tells whether it is spam.</source>
            <translation>由 100 个词各自在邮件中出现的频率判断它是否为垃圾邮件。</translation>
        </message>
        <message>
            <source>Diabetes, 442 patients</source>
            <translation>Diabetes 糖尿病，442 名患者</translation>
        </message>
        <message>
            <source>Ten measures of a patient tell how the disease progresses in a year. A number is predicted.</source>
            <translation>由患者的十项测量值推断一年后的病情进展。预测的是一个数。</translation>
        </message>
        <message>
            <source>MNIST, 70,000 images</source>
            <translation>MNIST 手写数字，70,000 幅图像</translation>
        </message>
        <message>
            <source>Handwritten digits, 28 × 28 grey pixels.</source>
            <translation>手写数字，28 × 28 灰度像素。</translation>
        </message>
        <message>
            <source>Fashion-MNIST, 70,000 images</source>
            <translation>Fashion-MNIST 衣物，70,000 幅图像</translation>
        </message>
        <message>
            <source>Clothes, 28 × 28 grey pixels.</source>
            <translation>衣物，28 × 28 灰度像素。</translation>
        </message>
        <message>
            <source>CIFAR-10, 60,000 images</source>
            <translation>CIFAR-10 照片，60,000 幅图像</translation>
        </message>
        <message>
            <source>Photos of animals and vehicles, 32 × 32 pixels in colour.</source>
            <translation>动物和交通工具的照片，32 × 32 彩色像素。</translation>
        </message>
        <message>
            <source>CIFAR-100, 60,000 images</source>
            <translation>CIFAR-100，60,000 张图片</translation>
        </message>
        <message>
            <source>Photos of a hundred kinds of things, 32 × 32 pixels in colour.</source>
            <translation>一百种事物的照片，32 × 32 像素，彩色。</translation>
        </message>
        <message>
            <source>IMDB, 50,000 film reviews</source>
            <translation>IMDB，50,000 条影评</translation>
        </message>
        <message>
            <source>The numbers of the words of a review, the most frequent first, tell whether it praises the film.</source>
            <translation>影评中单词的编号（越常见编号越小），判断是否称赞影片。</translation>
        </message>
        <message>
            <source>Reuters, 11,228 news items</source>
            <translation>路透社，11,228 条新闻</translation>
        </message>
        <message>
            <source>The numbers of the words of a news item, the most frequent first, tell which of 46 topics it is about.</source>
            <translation>新闻中单词的编号（越常见编号越小），判断属于 46 个主题中的哪一个。</translation>
        </message>
        <message>
            <source>California, 20,640 districts</source>
            <translation>加州，20,640 个街区</translation>
        </message>
        <message>
            <source>Eight figures of a district of California in 1990 tell what its houses cost. A number is predicted.</source>
            <translation>1990 年加州一个街区的八项数据，预测房价。预测的是一个数。</translation>
        </message>
        <message>
            <source>Boston, 506 districts</source>
            <translation>波士顿，506 个街区</translation>
        </message>
        <message>
            <source>Thirteen figures of a district tell what its houses cost. One of them takes the share of Black people for a price: other libraries have dropped this set for that. A number is predicted.</source>
            <translation>一个街区的十三项数据，预测房价。其中一项把黑人比例当作价格因素，因此其他库已弃用此数据集。预测的是一个数。</translation>
        </message>
        <message>
            <source>First network: digits</source>
            <translation>第一个网络：手写数字</translation>
        </message>
        <message>
            <source>784 pixels, 64 hidden units, 10 digits. Learns in seconds.</source>
            <translation>784 个像素、64 个隐藏单元、10 种手写数字。几秒钟就能学会。</translation>
        </message>
        <message>
            <source>Wider network: digits</source>
            <translation>更宽的网络：手写数字</translation>
        </message>
        <message>
            <source>784-128-10 with small batches of 32.</source>
            <translation>784-128-10，使用 32 个样本的小批次。</translation>
        </message>
        <message>
            <source>Two hidden layers and momentum</source>
            <translation>两个隐藏层与动量</translation>
        </message>
        <message>
            <source>784-128-128-10 trained by SGD with Nesterov momentum and a decaying rate.</source>
            <translation>784-128-128-10，用带 Nesterov 动量和衰减学习率的 SGD 训练。</translation>
        </message>
        <message>
            <source>Convolutional network: digits</source>
            <translation>卷积网络：手写数字</translation>
        </message>
        <message>
            <source>One convolution, pooling and dropout: the classic first CNN.</source>
            <translation>一个卷积、池化和 dropout：经典的入门 CNN。</translation>
        </message>
        <message>
            <source>Deeper convolutional network</source>
            <translation>更深的卷积网络</translation>
        </message>
        <message>
            <source>Two convolutions of 32 and 64 filters, each followed by pooling.</source>
            <translation>分别有 32 和 64 个滤波器的两个卷积，各接一个池化。</translation>
        </message>
        <message>
            <source>Yes or no: spam</source>
            <translation>是或否：垃圾邮件</translation>
        </message>
        <message>
            <source>100 word counts tell spam from ham: 100-64-1 with dropout, sigmoid and RMSprop.</source>
            <translation>由 100 个词的计数区分垃圾邮件与正常邮件：100-64-1，带 dropout、sigmoid 和 RMSprop。</translation>
        </message>
        <message>
            <source>Recurrent network: rows of an image</source>
            <translation>循环网络：逐行读图像</translation>
        </message>
        <message>
            <source>An LSTM reads each digit row by row, as if it were a text of 28 words.</source>
            <translation>LSTM 逐行阅读每个手写数字，就像一段 28 个词的文字。</translation>
        </message>
        <message>
            <source>Residual network: clothes</source>
            <translation>残差网络：衣物</translation>
        </message>
        <message>
            <source>Two residual blocks whose shortcuts are added: a small ResNet on Fashion-MNIST.</source>
            <translation>两个残差模块，其捷径相加：用于 Fashion-MNIST 的小型 ResNet。</translation>
        </message>
        <message>
            <source>Predict a number: diabetes</source>
            <translation>预测一个数：糖尿病</translation>
        </message>
        <message>
            <source>Ten measures of a patient, 64 and 64 hidden units, one number.</source>
            <translation>患者的十项测量值、64 和 64 个隐藏单元、一个数。</translation>
        </message>
        <message>
            <source>Draws augmentations from a list. Put the single ones (RandomFlip, RandomRotation …) one after the other.</source>
            <translation>从列表中抽取数据增强。请把单个增强（RandomFlip、RandomRotation……）一个接一个放置。</translation>
        </message>
        <message>
            <source>Equalizes tile by tile. Equalization does it for the whole picture.</source>
            <translation>逐块均衡化。Equalization 对整幅图片做同样的事。</translation>
        </message>
        <message>
            <source>Its recurrence runs over pictures. Use TimeDistributed around a convolution, then LSTM.</source>
            <translation>它的循环作用于图片。请用 TimeDistributed 包住卷积，再接 LSTM。</translation>
        </message>
        <message>
            <source>Mixes pictures together with their labels; a block sees its inputs only, never the labels.</source>
            <translation>把图片连同标签一起混合；模块只看得到输入，看不到标签。</translation>
        </message>
        <message>
            <source>Wraps a model of another library; NetBuilder computes with NumPy alone.</source>
            <translation>包装其他库的模型；NetBuilder 只用 NumPy 计算。</translation>
        </message>
        <message>
            <source>A sequence of padding alone gives 0, where Keras gives nan.</source>
            <translation>全为填充的序列得到 0，而 Keras 得到 nan。</translation>
        </message>
        <message>
            <source>For cells written in Python. Use LSTM, GRU or SimpleRNN, one after the other to stack them.</source>
            <translation>用于以 Python 编写的单元。请用 LSTM、GRU 或 SimpleRNN，需要堆叠时一个接一个放置。</translation>
        </message>
        <message>
            <source>Takes text, and networks here take numbers. Columns of text in a CSV become numbers when it is read.</source>
            <translation>它接受文本，而这里的网络接受数。CSV 中的文本列在读取时会变成数。</translation>
        </message>
        <message>
            <source>Looks whole numbers up in a vocabulary. Number them from 0 in the data, as Embedding takes them.</source>
            <translation>在词汇表中查找整数。请像 Embedding 要求的那样，在数据中从 0 开始编号。</translation>
        </message>
        <message>
            <source>Runs a Python function of yours; NetBuilder runs no foreign code.</source>
            <translation>运行您的 Python 函数；NetBuilder 不运行外来代码。</translation>
        </message>
        <message>
            <source>For boxes around objects; NetBuilder has no data with boxes.</source>
            <translation>用于物体的边框；NetBuilder 没有带边框的数据。</translation>
        </message>
        <message>
            <source>Turns sound into pictures of its frequencies, and there is no audio data here. Prepare spectrograms as arrays.</source>
            <translation>把声音变成频率图，而这里没有声音数据。请事先把声谱图准备成数组。</translation>
        </message>
        <message>
            <source>Holds preprocessing layers in a row. Put their blocks one after the other.</source>
            <translation>把预处理层排成一列。请把它们的模块一个接一个放置。</translation>
        </message>
        <message>
            <source>Computes one of two things, as the caller says. Use Embedding, and Dense for the way back.</source>
            <translation>按调用者的意思计算两件事之一。请用 Embedding，回程用 Dense。</translation>
        </message>
        <message>
            <source>Changes the kernel of the layer that it wraps during the pass. A kernel constraint (MaxNorm, UnitNorm) bounds weights too.</source>
            <translation>在前向计算中改变所包装的层的核。核约束（MaxNorm、UnitNorm）也能限制权重。</translation>
        </message>
        <message>
            <source>Keras's own plumbing: a base class or a helper, no part of a network.</source>
            <translation>Keras 内部的东西：基类或辅助工具，不是网络的一部分。</translation>
        </message>
        <message>
            <source>Halves the last axis, so it cannot be the activation of a layer; multiply one Dense by the sigmoid of another.</source>
            <translation>它把最后一个轴减半，因此不能作为层的激活函数；请将一个 Dense 与另一个 Dense 的 sigmoid 相乘。</translation>
        </message>
        <message>
            <source>Keras up to 3.15.1 computes it wrongly where several scores stay above 0; here it is right.</source>
            <translation>Keras 到 3.15.1 为止，在多个得分大于 0 时算错；这里是正确的。</translation>
        </message>
        <message>
            <source>Needs two numbers, which a name cannot hold; ReLU has a threshold.</source>
            <translation>需要两个数，而一个名称容纳不下；ReLU 有阈值。</translation>
        </message>
        <message>
            <source>Fills the fixed kernel of STFTSpectrogram, which is declined too.</source>
            <translation>填充 STFTSpectrogram 的固定核，而后者也不支持。</translation>
        </message>
        <message>
            <source>Exact, where Keras approximates it with 200 thresholds; num_thresholds=200 gives Keras's number.</source>
            <translation>精确计算，而 Keras 用 200 个阈值近似；num_thresholds=200 得到 Keras 的数。</translation>
        </message>
        <message>
            <source>Keras has it as the function of a loss only. Choose the loss of this name; its value is reported.</source>
            <translation>Keras 只把它作为损失的函数。请选择同名的损失；其值会被报告。</translation>
        </message>
        <message>
            <source>Gathers numbers that a training loop of yours gives it; here metrics compare outputs with targets.</source>
            <translation>收集您自己的训练循环给它的数；这里的指标比较输出与目标。</translation>
        </message>
        <message>
            <source>For training in half precision; NetBuilder trains in float32, where losses need no scaling.</source>
            <translation>用于半精度训练；NetBuilder 以 float32 训练，损失不需要缩放。</translation>
        </message>
        <message>
            <source>Gives each layer an optimizer of its own; here one optimizer trains all weights.</source>
            <translation>给每层各自的优化器；这里由一个优化器训练所有权重。</translation>
        </message>
        <message>
            <source>Says which optimizer a layer has; here one optimizer trains all weights.</source>
            <translation>说明某层用哪个优化器；这里由一个优化器训练所有权重。</translation>
        </message>
        <message>
            <source>Not needed: the curves, the Runs panel and the command line keep the numbers of every run.</source>
            <translation>不需要：曲线、“训练记录”面板和命令行保存每次训练的数值。</translation>
        </message>
        <message>
            <source>Takes one of the schedules, counted in epochs, and no Python function of yours.</source>
            <translation>接受一个以轮计数的调度，不接受您的 Python 函数。</translation>
        </message>
        <message>
            <source>Writes with Orbax, a library of JAX. Use ModelCheckpoint.</source>
            <translation>用 JAX 的库 Orbax 写入。请用 ModelCheckpoint。</translation>
        </message>
        <message>
            <source>Not needed: the window and the command line show how far a run is.</source>
            <translation>不需要：窗口和命令行会显示训练进行到哪里。</translation>
        </message>
        <message>
            <source>Sends numbers to a web address; NetBuilder sends nothing. Use CSVLogger or TensorBoard.</source>
            <translation>把数值发送到网址；NetBuilder 不发送任何东西。请用 CSVLogger 或 TensorBoard。</translation>
        </message>
        <message>
            <source>Swaps in averaged weights for each validation. The optimizers' use_ema has the averages, which the weights become when training ends.</source>
            <translation>每次验证时换入平均后的权重。优化器的 use_ema 会保存平均值，训练结束时权重变为该平均。</translation>
        </message>
        <message>
            <source>Writes the numbers of each epoch; no graphs, histograms or pictures.</source>
            <translation>写入每轮的数值；没有图、直方图或图片。</translation>
        </message>
        <message>
            <source>History (CSV)</source>
            <translation>训练历史 (CSV)</translation>
        </message>
        <message>
            <source>The numbers of each epoch; spreadsheets and pandas read it.</source>
            <translation>每一轮的数值；电子表格和 pandas 都能读取。</translation>
        </message>
        <message>
            <source>History (JSON)</source>
            <translation>训练历史 (JSON)</translation>
        </message>
        <message>
            <source>The numbers of each epoch, with the settings of the run, for programs.</source>
            <translation>每一轮的数值和这次训练的设置，供程序使用。</translation>
        </message>
        <message>
            <source>Keras model</source>
            <translation>Keras 模型</translation>
        </message>
        <message>
            <source>Network, weights and optimizer in one file, for Keras 3 on any of its backends.</source>
            <translation>网络、权重和优化器在一个文件中，供任意后端的 Keras 3 使用。</translation>
        </message>
        <message>
            <source>Keras weights</source>
            <translation>Keras 权重</translation>
        </message>
        <message>
            <source>The weights alone, for a model of the same shape in Keras 3.</source>
            <translation>仅权重，供 Keras 3 中相同形状的模型使用。</translation>
        </message>
        <message>
            <source>Keras model (HDF5)</source>
            <translation>Keras 模型 (HDF5)</translation>
        </message>
        <message>
            <source>The older form of a whole model; Keras 3 reads it too.</source>
            <translation>整个模型的旧格式；Keras 3 也能读取。</translation>
        </message>
        <message>
            <source>Keras model (JSON)</source>
            <translation>Keras 模型 (JSON)</translation>
        </message>
        <message>
            <source>The network without weights, as text; model_from_json of Keras reads it.</source>
            <translation>以文本保存的网络，不含权重；可用 Keras 的 model_from_json 读取。</translation>
        </message>
        <message>
            <source>Keras 3 script</source>
            <translation>Keras 3 脚本</translation>
        </message>
        <message>
            <source>Python that makes, trains and saves the network; runs wherever Keras 3 does.</source>
            <translation>构建、训练并保存网络的 Python 脚本；凡能运行 Keras 3 的地方都能运行。</translation>
        </message>
        <message>
            <source>tf.keras script</source>
            <translation>tf.keras 脚本</translation>
        </message>
        <message>
            <source>The same for the Keras that comes with TensorFlow, by the names that it has there.</source>
            <translation>同样的脚本，用于随 TensorFlow 提供的 Keras，使用其中的名称。</translation>
        </message>
        <message>
            <source>Picture (SVG)</source>
            <translation>图片 (SVG)</translation>
        </message>
        <message>
            <source>Sharp at every size; browsers and Inkscape open it.</source>
            <translation>任意大小都清晰；浏览器和 Inkscape 可以打开。</translation>
        </message>
        <message>
            <source>Picture (PNG)</source>
            <translation>图片 (PNG)</translation>
        </message>
        <message>
            <source>Pixels, twice as sharp as the screen.</source>
            <translation>像素图，清晰度是屏幕的两倍。</translation>
        </message>
        <message>
            <source>Picture (PDF)</source>
            <translation>图片 (PDF)</translation>
        </message>
        <message>
            <source>One page, for papers and print.</source>
            <translation>单页，用于论文和打印。</translation>
        </message>
        <message>
            <source>Mermaid text</source>
            <translation>Mermaid 文本</translation>
        </message>
        <message>
            <source>A flowchart as text; GitHub and GitLab draw it.</source>
            <translation>以文本表示的流程图；GitHub 和 GitLab 会把它画出来。</translation>
        </message>
        <message>
            <source>Jupyter notebook</source>
            <translation>Jupyter 笔记本</translation>
        </message>
        <message>
            <source>The Keras script in cells, to be run and changed step by step.</source>
            <translation>分成单元格的 Keras 脚本，可以逐步运行和修改。</translation>
        </message>
        <message>
            <source>NumPy arrays</source>
            <translation>NumPy 数组</translation>
        </message>
        <message>
            <source>One array for each weight; anything that has NumPy reads it.</source>
            <translation>每个权重一个数组；任何有 NumPy 的程序都能读取。</translation>
        </message>
        <message>
            <source>NumPy script</source>
            <translation>NumPy 脚本</translation>
        </message>
        <message>
            <source>One file that computes outputs with NumPy alone; small networks carry their weights inside.</source>
            <translation>一个只用 NumPy 计算输出的文件；小网络的权重就在文件里。</translation>
        </message>
        <message>
            <source>ONNX model</source>
            <translation>ONNX 模型</translation>
        </message>
        <message>
            <source>For onnxruntime and most other programs that run trained networks.</source>
            <translation>供 onnxruntime 和大多数运行已训练网络的程序使用。</translation>
        </message>
        <message>
            <source>Run report (HTML)</source>
            <translation>训练报告 (HTML)</translation>
        </message>
        <message>
            <source>One page with results, curves, network, settings; any browser shows it.</source>
            <translation>一页包含结果、曲线、网络和设置；任何浏览器都能显示。</translation>
        </message>
        <message>
            <source>Safe tensors</source>
            <translation>Safetensors 张量</translation>
        </message>
        <message>
            <source>One array for each weight; Hugging Face, PyTorch and JAX read it.</source>
            <translation>每个权重一个数组；Hugging Face、PyTorch 和 JAX 都能读取。</translation>
        </message>
        <message>
            <source>PyTorch script</source>
            <translation>PyTorch 脚本</translation>
        </message>
        <message>
            <source>The network as a module of PyTorch and the loop that trains it; torchrun starts it on several devices.</source>
            <translation>作为 PyTorch 模块的网络及其训练循环；可用 torchrun 在多个设备上启动。</translation>
        </message>
        <message>
            <source>{title} holds {names}, and it is not clear which of them are inputs and which are labels. Say so in arrays: x_train=NAME, y_train=NAME, or x=NAME, y=NAME for all samples</source>
            <translation>{title} 含有 {names}，但看不出哪些是输入、哪些是标签。请在 arrays 中说明：x_train=NAME, y_train=NAME，或对全部样本 x=NAME, y=NAME</translation>
        </message>
        <message>
            <source>arrays were taken as {names}</source>
            <translation>数组按此使用：{names}</translation>
        </message>
        <message>
            <source>arrays: {text} must say what an array is, as x_train=images does. There are {places}</source>
            <translation>arrays：{text} 必须像 x_train=images 那样说明数组是什么。可用：{places}</translation>
        </message>
        <message>
            <source>{title} holds no array {name}; it has {names}</source>
            <translation>{title} 没有数组 {name}；它有 {names}</translation>
        </message>
        <message>
            <source>must be the settings of a table, got {value}</source>
            <translation>必须是一个表的设置，得到 {value}</translation>
        </message>
        <message>
            <source>must be a file</source>
            <translation>必须是一个文件</translation>
        </message>
        <message>
            <source>must be the name of an Input block, got {value}</source>
            <translation>必须是一个 Input 模块的名称，得到 {value}</translation>
        </message>
        <message>
            <source>needs a key, which is the column in the first table</source>
            <translation>需要 key，即第一个表中的列</translation>
        </message>
        <message>
            <source>there is already a data set named {name}</source>
            <translation>已有名为 {name} 的数据集</translation>
        </message>
        <message>
            <source>the file of the data set {name} has to be called {name}.npz</source>
            <translation>数据集 {name} 的文件必须命名为 {name}.npz</translation>
        </message>
        <message>
            <source>there is no data set {name}. There are {known}, or give a file</source>
            <translation>没有数据集 {name}。可用的有 {known}，或给出一个文件</translation>
        </message>
        <message>
            <source>{path}: column {name} should tell when rows were, but holds neither dates nor numbers in {count} rows, first {cell} in line {line}. Correct them, or choose another column</source>
            <translation>{path}：列 {name} 应表示各行的时间，但有 {count} 行既不是日期也不是数字，第一个是第 {line} 行的 {cell}。请更正，或选择其他列</translation>
        </message>
        <message>
            <source>{path} has no columns left to learn from</source>
            <translation>{path} 没有剩下可供学习的列</translation>
        </message>
        <message>
            <source>long and mostly different texts, cut into words: {names}</source>
            <translation>较长且大多不同的文本，已切分成词：{names}</translation>
        </message>
        <message>
            <source>{name} holds neither dates nor numbers: the split by time takes its texts in their order</source>
            <translation>{name} 既不是日期也不是数字：按时间划分时按其文本的顺序</translation>
        </message>
        <message>
            <source>blanks filled with the mean: {counts}</source>
            <translation>用均值填充的空白：{counts}</translation>
        </message>
        <message>
            <source>blanks filled with the median: {counts}</source>
            <translation>用中位数填充的空白：{counts}</translation>
        </message>
        <message>
            <source>blanks filled with what is most frequent: {counts}</source>
            <translation>用最常见的值填充的空白：{counts}</translation>
        </message>
        <message>
            <source>blanks filled with a constant: {counts}</source>
            <translation>用常数填充的空白：{counts}</translation>
        </message>
        <message>
            <source>blanks are a category of their own: {counts}</source>
            <translation>空白自成一个类别：{counts}</translation>
        </message>
        <message>
            <source>blanks are texts without words: {counts}</source>
            <translation>空白视为没有词的文本：{counts}</translation>
        </message>
        <message>
            <source>{path} cannot be used as it is: {faults}</source>
            <translation>{path} 不能直接使用：{faults}</translation>
        </message>
        <message>
            <source>{path}: column {name} cannot be predicted and weigh the rows. Choose another for one of them</source>
            <translation>{path}：列 {name} 不能既被预测又作为行的权重。请为其中之一另选一列</translation>
        </message>
        <message>
            <source>{path}: a split by {split} needs a split_column</source>
            <translation>{path}：按 {split} 划分需要 split_column</translation>
        </message>
        <message>
            <source>{path}: column {name} holds numbers, but text in {count} rows, first {cell} in line {line}. Fix them, or leave the column out</source>
            <translation>{path}：列 {name} 为数值，但有 {count} 行是文本，首先是第 {line} 行的 {cell}。请改正，或不使用该列</translation>
        </message>
        <message>
            <source>{name}: {count} cells that are no dates count as blanks, the first in line {line}</source>
            <translation>{name}：{count} 个不是日期的单元格视为空白，第一个在第 {line} 行</translation>
        </message>
        <message>
            <source>{path}: column {name} holds text, so that it cannot weigh the rows. Choose a column of numbers</source>
            <translation>{path}：列 {name} 为文本，不能作为行的权重。请选择数值列</translation>
        </message>
        <message>
            <source>{path} has blanks: {counts}. Choose to drop their rows, or to fill them with the mean</source>
            <translation>{path} 含有空白：{counts}。请选择去掉这些行，或用平均值填补</translation>
        </message>
        <message>
            <source>{path}: every row has a blank. Choose to fill them with the mean</source>
            <translation>{path}：每一行都有空白。请选择用平均值填补</translation>
        </message>
        <message>
            <source>{count} rows with blanks dropped</source>
            <translation>去掉了 {count} 个含空白的行</translation>
        </message>
        <message>
            <source>{path}: column {name} holds {count} different texts, too many to learn from. Leave it out, or give it a vocabulary of the most frequent</source>
            <translation>{path}：列 {name} 有 {count} 个不同的文字，太多而无法学习。请略去它，或只认识最常见的</translation>
        </message>
        <message>
            <source>{path} has no column {name}. It has {names}</source>
            <translation>{path} 没有列 {name}。它有 {names}</translation>
        </message>
        <message>
            <source>{path}: column {name} is predicted, so it enters no input. Which output predicts it is said of it as one of several targets; a single one needs no name</source>
            <translation>{path}：列 {name} 是要预测的，不进入任何输入。由哪个输出预测它，在多个目标的设置中说明；单个目标不需要名称</translation>
        </message>
        <message>
            <source>{path}: column {name} cannot be predicted, or weigh the rows, and tell times or groups. Choose another for one of them</source>
            <translation>{path}：列 {name} 不能既作为预测目标或权重，又表示时间或分组。请为其中之一选择其他列</translation>
        </message>
        <message>
            <source>{path}: column {name} holds dates, which cannot be predicted. Choose another</source>
            <translation>{path}：列 {name} 是日期，不能作为预测目标。请选择其他列</translation>
        </message>
        <message>
            <source>{path}: column {name} holds {count} infinite values. Fix them, or leave the column out</source>
            <translation>{path}：列 {name} 含有 {count} 个无穷值。请改正，或不使用该列</translation>
        </message>
        <message>
            <source>{path}: column {name} cannot weigh the rows: line {line} has {value}, but none may be below 0</source>
            <translation>{path}：列 {name} 不能作为行的权重：第 {line} 行为 {value}，但不得小于 0</translation>
        </message>
        <message>
            <source>{path}: column {name} is empty. Leave it out</source>
            <translation>{path}：列 {name} 是空的。请不使用它</translation>
        </message>
        <message>
            <source>{name} must hold one number for each sample, got shape {shape} of {kind}</source>
            <translation>{name} 必须为每个样本给出一个数，当前为形状 {shape}、类型 {kind}</translation>
        </message>
        <message>
            <source>{name} must hold finite numbers, none below 0: sample {number} has {value}</source>
            <translation>{name} 必须是不小于 0 的有限数：样本 {number} 为 {value}</translation>
        </message>
        <message>
            <source>{title}: there are no samples to train on</source>
            <translation>{title}：没有可供训练的样本</translation>
        </message>
        <message>
            <source>{title}: the arrays differ in their number of samples ({sizes})</source>
            <translation>{title}：各数组的样本数不同（{sizes}）</translation>
        </message>
        <message>
            <source>{title}: {name} is a single number, not one for each sample</source>
            <translation>{title}：{name} 是单个数，而不是每个样本一个</translation>
        </message>
        <message>
            <source>{name} may hold seconds since 1970. Say so, and it is taken for a date</source>
            <translation>{name} 可能是自 1970 年起的秒数。若是，请指明，它就会作为日期处理</translation>
        </message>
        <message>
            <source>{name} may hold milliseconds since 1970. Say so, and it is taken for a date</source>
            <translation>{name} 可能是自 1970 年起的毫秒数。若是，请指明，它就会作为日期处理</translation>
        </message>
        <message>
            <source>{name} may hold days such as 20241231. Say so, and it is taken for a date</source>
            <translation>{name} 可能是 20241231 这样的日期。若是，请指明，它就会作为日期处理</translation>
        </message>
        <message>
            <source>{name}: {what}</source>
            <translation>{name}：{what}</translation>
        </message>
        <message>
            <source>{path}: column {name} holds {form}, but {count} cells are none, first {cell} in line {line}, which no calendar has. Correct them, set the form, or let them count as blanks</source>
            <translation>{path}：列 {name} 是{form}，但有 {count} 个单元格不是，第一个是第 {line} 行的 {cell}，日历上没有这一天。请更正，或设定写法，或让它们视为空白</translation>
        </message>
        <message>
            <source>{path}: column {name} holds {form}, but {count} cells are none, first {cell} in line {line}. Write all in one form, set the form, or let them count as blanks</source>
            <translation>{path}：列 {name} 是{form}，但有 {count} 个单元格不是，第一个是第 {line} 行的 {cell}。请统一写法，或设定写法，或让它们视为空白</translation>
        </message>
        <message>
            <source>the year first</source>
            <translation>年在前</translation>
        </message>
        <message>
            <source>the day first</source>
            <translation>日在前</translation>
        </message>
        <message>
            <source>the month first</source>
            <translation>月在前</translation>
        </message>
        <message>
            <source>the day, then the month's name</source>
            <translation>先日后月份名称</translation>
        </message>
        <message>
            <source>the month's name, then the day</source>
            <translation>先月份名称后日</translation>
        </message>
        <message>
            <source>times without a day</source>
            <translation>没有日期的时间</translation>
        </message>
        <message>
            <source>days in digits</source>
            <translation>数字形式的日期</translation>
        </message>
        <message>
            <source>seconds since 1970</source>
            <translation>自 1970 年起的秒数</translation>
        </message>
        <message>
            <source>milliseconds since 1970</source>
            <translation>自 1970 年起的毫秒数</translation>
        </message>
        <message>
            <source>dates, {form} ({example})</source>
            <translation>日期，{form}（{example}）</translation>
        </message>
        <message>
            <source>each date could be read with the day or the month first ({example}): the day was taken first</source>
            <translation>每个日期都可以理解为日在前或月在前（{example}）：已按日在前处理</translation>
        </message>
        <message>
            <source>years of two digits were read as 1969 to 2068</source>
            <translation>两位数的年份读作 1969 至 2068 年</translation>
        </message>
        <message>
            <source>times of several zones were turned into UTC</source>
            <translation>不同时区的时间已换算为 UTC</translation>
        </message>
        <message>
            <source>some times name a zone, others do not: those were taken as of the same zone</source>
            <translation>有些时间标明时区，有些没有：没有标明的视为同一时区</translation>
        </message>
        <message>
            <source>in lower case, without punctuation</source>
            <translation>小写，不含标点</translation>
        </message>
        <message>
            <source>in lower case</source>
            <translation>小写</translation>
        </message>
        <message>
            <source>without punctuation</source>
            <translation>不含标点</translation>
        </message>
        <message>
            <source>{length} whole numbers each, 0 is padding, 1 what is not known</source>
            <translation>每条 {length} 个整数，0 为填充，1 为未知</translation>
        </message>
        <message>
            <source>{count} counts each, the first of what is not known</source>
            <translation>每条 {count} 个计数，第一个是未知词的</translation>
        </message>
        <message>
            <source>{count} times 0 or 1 each, the first for what is not known</source>
            <translation>每条 {count} 个 0 或 1，第一个是未知词的</translation>
        </message>
        <message>
            <source>{count} weighted counts (tf-idf) each, the first of what is not known</source>
            <translation>每条 {count} 个加权计数（tf-idf），第一个是未知词的</translation>
        </message>
        <message>
            <source>split at random (seed {seed})</source>
            <translation>随机划分（种子 {seed}）</translation>
        </message>
        <message>
            <source>split at random with the same share of each class (seed {seed})</source>
            <translation>随机划分，各类别比例相同（种子 {seed}）</translation>
        </message>
        <message>
            <source>split by {column}, each group in one part (seed {seed})</source>
            <translation>按 {column} 划分，每组只在一个部分中（种子 {seed}）</translation>
        </message>
        <message>
            <source>split by time: the latest rows test; {gap} rows between the parts are left out</source>
            <translation>按时间划分：最新的行用于测试；各部分之间略去 {gap} 行</translation>
        </message>
        <message>
            <source>split by what {column} says</source>
            <translation>按 {column} 的内容划分</translation>
        </message>
        <message>
            <source>each part from a file of its own</source>
            <translation>每个部分来自各自的文件</translation>
        </message>
        <message>
            <source>{count} words are known, the most frequent first: {words}</source>
            <translation>认识 {count} 个词，最常见的在前：{words}</translation>
        </message>
        <message>
            <source>windows of {length} rows, which tell of the last one</source>
            <translation>{length} 行的窗口，说明其最后一行</translation>
        </message>
        <message>
            <source>(x - {offset}) / {divisor}</source>
            <translation>(x - {offset}) / {divisor}</translation>
        </message>
        <message>
            <source>{count} categories: {kinds}; others are none of them</source>
            <translation>{count} 个类别：{kinds}；其他的不属于任何一个</translation>
        </message>
        <message>
            <source>{form}, as {parts}</source>
            <translation>{form}，化为 {parts}</translation>
        </message>
        <message>
            <source>as it is</source>
            <translation>照原样</translation>
        </message>
        <message>
            <source>{count} characters are known, the most frequent first: {words}</source>
            <translation>认识 {count} 个字符，最常见的在前：{words}</translation>
        </message>
        <message>
            <source>without any network, {name} as in the last row of each window: mean absolute error {error} ({part})</source>
            <translation>不用网络，{name} 取每个窗口最后一行的值：平均绝对误差 {error}（{part}）</translation>
        </message>
        <message>
            <source>validation_split takes the last {count} of the {all} training samples, as Keras does</source>
            <translation>validation_split 与 Keras 一样取 {all} 个训练样本中最后的 {count} 个</translation>
        </message>
        <message>
            <source>windows of {length} rows, which tell what is {horizon} ahead</source>
            <translation>{length} 行的窗口，预测其后第 {horizon} 行</translation>
        </message>
        <message>
            <source>a window is {past} long, and tells what comes after {ahead}</source>
            <translation>一个窗口长 {past}，预测 {ahead} 之后的值</translation>
        </message>
        <message>
            <source>each column (x - offset) / divisor, {how}</source>
            <translation>每列 (x - offset) / divisor，{how}</translation>
        </message>
        <message>
            <source>{first}, then {then}</source>
            <translation>{first}，然后 {then}</translation>
        </message>
        <message>
            <source>{name}: {how}</source>
            <translation>{name}：{how}</translation>
        </message>
        <message>
            <source>each sample is lined up</source>
            <translation>每个样本排成一行</translation>
        </message>
        <message>
            <source>{name}: {count} classes, {kinds}</source>
            <translation>{name}：{count} 个类别，{kinds}</translation>
        </message>
        <message>
            <source>{name}: amounts</source>
            <translation>{name}：数量</translation>
        </message>
        <message>
            <source>{name}: learned as {how}</source>
            <translation>{name}：按 {how} 学习</translation>
        </message>
        <message>
            <source>input {name}: {columns}</source>
            <translation>输入 {name}：{columns}</translation>
        </message>
        <message>
            <source>output {name} predicts {column}</source>
            <translation>输出 {name} 预测 {column}</translation>
        </message>
        <message>
            <source>blank → {fill} ({how})</source>
            <translation>空白 → {fill}（{how}）</translation>
        </message>
        <message>
            <source>an input more is 1 where it was blank</source>
            <translation>另有一个输入在空白处为 1</translation>
        </message>
        <message>
            <source>brought between {low} and {high}</source>
            <translation>限制在 {low} 与 {high} 之间</translation>
        </message>
        <message>
            <source>refused beyond {low} to {high}</source>
            <translation>超出 {low} 到 {high} 则拒绝</translation>
        </message>
        <message>
            <source>{count} categories: {kinds}; others are refused</source>
            <translation>{count} 个类别：{kinds}；其他的会被拒绝</translation>
        </message>
        <message>
            <source>the number of its category, of {count}: {kinds}; others are -1</source>
            <translation>类别的编号，共 {count} 个：{kinds}；其他的为 -1</translation>
        </message>
        <message>
            <source>{form}, as {parts}; days are counted from {first}</source>
            <translation>{form}，化为 {parts}；天数从 {first} 算起</translation>
        </message>
        <message>
            <source>logarithm of 1 + amount</source>
            <translation>1 + 数值大小的对数</translation>
        </message>
        <message>
            <source>{count} texts in training are longer, up to {longest}, and cut at their end</source>
            <translation>训练中有 {count} 条文本更长，最长 {longest}，在末尾截断</translation>
        </message>
        <message>
            <source>without any network, {name} as in the last row of each window: {percent} % wrong ({part})</source>
            <translation>不用网络，{name} 取每个窗口最后一行的值：{percent} % 错误（{part}）</translation>
        </message>
        <message>
            <source>the parts are folders of their own</source>
            <translation>各部分是单独的文件夹</translation>
        </message>
        <message>
            <source>of {rate} rows after one another a window takes one</source>
            <translation>窗口在连续的 {rate} 行中取一行</translation>
        </message>
        <message>
            <source>… and {count} more columns</source>
            <translation>……以及另外 {count} 列</translation>
        </message>
        <message>
            <source>grey images get an axis of 1</source>
            <translation>灰度图像增加一个大小为 1 的轴</translation>
        </message>
        <message>
            <source>rows with a blank are left out</source>
            <translation>略去有空白的行</translation>
        </message>
        <message>
            <source>the number of its category from 1, of {count}: {kinds}; others are 0</source>
            <translation>其类别从 1 起的编号，共 {count} 个：{kinds}；其他为 0</translation>
        </message>
        <message>
            <source>each scaled ({how})</source>
            <translation>各自缩放（{how}）</translation>
        </message>
        <message>
            <source>{count} texts in training are longer, up to {longest}, and cut at their beginning</source>
            <translation>训练中有 {count} 条文本更长，最长 {longest}，在开头截断</translation>
        </message>
        <message>
            <source>{output}, {part}: {counts}</source>
            <translation>{output}，{part}：{counts}</translation>
        </message>
        <message>
            <source>{part}: {counts}</source>
            <translation>{part}：{counts}</translation>
        </message>
        <message>
            <source>a window is {past} long</source>
            <translation>一个窗口长 {past}</translation>
        </message>
        <message>
            <source>{file} could not be downloaded ({causes}). Check the connection and try again, or take a bundled data set</source>
            <translation>{file} 无法下载（{causes}）。请检查网络连接后重试，或使用自带的数据集</translation>
        </message>
        <message>
            <source>{path} could not be made: {cause}. Set NETBUILDER_CACHE to a folder that can be written</source>
            <translation>无法创建 {path}：{cause}。请把 NETBUILDER_CACHE 设为可写的文件夹</translation>
        </message>
        <message>
            <source>{file} came with the wrong checksum</source>
            <translation>{file} 的校验和不正确</translation>
        </message>
        <message>
            <source>{file} is longer than it should be</source>
            <translation>{file} 比应有的更长</translation>
        </message>
        <message>
            <source>source must have a path, a size and a digest</source>
            <translation>source 必须有 path、size 和 digest</translation>
        </message>
        <message>
            <source>{name} holds {count} values that are not finite numbers, the first at {name}[{place}]: {value}. Repair those samples, or leave them out</source>
            <translation>{name} 中有 {count} 个值不是有限数，第一个在 {name}[{place}]：{value}。请修正这些样本，或去掉它们</translation>
        </message>
        <message>
            <source>{name} holds {count} values that are not finite numbers, the first at {name}[{place}]: {value}. They are in {samples} of its {all} samples, numbers {numbers}. Repair those samples, or leave them out</source>
            <translation>{name} 中有 {count} 个值不是有限数，第一个在 {name}[{place}]：{value}。它们位于 {all} 个样本中的 {samples} 个，编号 {numbers}。请修正这些样本，或去掉它们</translation>
        </message>
        <message>
            <source>fitted: a scaling must be one of unit, standardize, minmax, got {value}</source>
            <translation>fitted：缩放必须是 unit、standardize、minmax 之一，得到 {value}</translation>
        </message>
        <message>
            <source>fitted: offset and divisor differ in their length</source>
            <translation>fitted：offset 与 divisor 长度不同</translation>
        </message>
        <message>
            <source>fitted: a divisor is 0</source>
            <translation>fitted：有一个 divisor 为 0</translation>
        </message>
        <message>
            <source>fitted: {name} must be finite numbers, got {value}</source>
            <translation>fitted：{name} 必须是有限的数字，得到 {value}</translation>
        </message>
        <message>
            <source>fitted: column {name}: fill is {value}</source>
            <translation>fitted：列 {name}：fill 为 {value}</translation>
        </message>
        <message>
            <source>fitted: column {name}: to is {value}</source>
            <translation>拟合结果：列 {name}：to 为 {value}</translation>
        </message>
        <message>
            <source>fitted: column {name} has another number of inputs than of offsets and divisors</source>
            <translation>fitted：列 {name} 的输入数与 offset、divisor 的个数不同</translation>
        </message>
        <message>
            <source>fitted: column {name}: parts must be some of {known}</source>
            <translation>fitted：列 {name}：parts 必须是 {known} 中的若干项</translation>
        </message>
        <message>
            <source>fitted: {name}: zone is {value}</source>
            <translation>fitted：{name}：zone 是 {value}</translation>
        </message>
        <message>
            <source>fitted: {name}: written is {value}</source>
            <translation>fitted：{name}：written 是 {value}</translation>
        </message>
        <message>
            <source>fitted: {name} must be an object, got {value}</source>
            <translation>fitted：{name} 必须是对象，得到 {value}</translation>
        </message>
        <message>
            <source>fitted: {name} must be a list, got {value}</source>
            <translation>fitted：{name} 必须是列表，得到 {value}</translation>
        </message>
        <message>
            <source>fitted: {name} must be different texts</source>
            <translation>fitted：{name} 必须是互不相同的文字</translation>
        </message>
        <message>
            <source>fitted: {name} must be text, got {value}</source>
            <translation>fitted：{name} 必须是文字，得到 {value}</translation>
        </message>
        <message>
            <source>fitted: {name} must be one of {known}, got {value}</source>
            <translation>fitted：{name} 必须是 {known} 之一，实际为 {value}</translation>
        </message>
        <message>
            <source>fitted: {name} must be a whole number, got {value}</source>
            <translation>fitted：{name} 必须是整数，得到 {value}</translation>
        </message>
        <message>
            <source>fitted: columns tell twice of one column</source>
            <translation>fitted：columns 两次提到同一列</translation>
        </message>
        <message>
            <source>fitted: settings.{cause}</source>
            <translation>保存的数据准备：settings.{cause}</translation>
        </message>
        <message>
            <source>fitted: column {name}: {word} is {value}</source>
            <translation>fitted：列 {name}：{word} 为 {value}</translation>
        </message>
        <message>
            <source>column {name}: {rows} texts with {width} numbers each take {needed}, more than there is room for ({limit}). Choose a smaller {how}</source>
            <translation>列 {name}：{rows} 条文本每条 {width} 个数，需要 {needed}，超过可用的 {limit}。请选择更小的 {how}</translation>
        </message>
        <message>
            <source>{name}: most texts are of a writing without blanks, but are cut at blanks. Cut them into characters</source>
            <translation>{name}：多数文本的文字不用空格，却按空格切分。请切分成字符</translation>
        </message>
        <message>
            <source>line {line}, column {name}: {what}. Correct it, or leave the row out ({count} rows are like that)</source>
            <translation>第 {line} 行，列 {name}：{what}。请改正，或略去该行（共有 {count} 行如此）</translation>
        </message>
        <message>
            <source>a number that is too large for a network</source>
            <translation>对网络来说太大的数字</translation>
        </message>
        <message>
            <source>column {name} holds dates, which have no logarithm. Scale it otherwise</source>
            <translation>列 {name} 是日期，没有对数。请用其他缩放方式</translation>
        </message>
        <message>
            <source>{name}: {count} of {all} words are not known from training: {words}</source>
            <translation>{name}：{all} 个词中有 {count} 个在训练中没有出现过：{words}</translation>
        </message>
        <message>
            <source>{name}: of {count} texts nothing is known from training; their answers mean little</source>
            <translation>{name}：{count} 条文本的内容在训练中完全没有出现过，其答案意义不大</translation>
        </message>
        <message>
            <source>standardized to mean 0 and spread 1</source>
            <translation>标准化为均值 0、标准差 1</translation>
        </message>
        <message>
            <source>brought to the range 0 to 1</source>
            <translation>变到 0 到 1 的范围</translation>
        </message>
        <message>
            <source>divided by the largest number</source>
            <translation>除以最大的数</translation>
        </message>
        <message>
            <source>median to 0, quartiles to a distance of 1</source>
            <translation>中位数变为 0，四分位距变为 1</translation>
        </message>
        <message>
            <source>logarithm, standardized</source>
            <translation>取对数并标准化</translation>
        </message>
        <message>
            <source>the data has no column {absent}, which the network was trained on. It has {names}</source>
            <translation>数据没有网络训练时用的列 {absent}。它有 {names}</translation>
        </message>
        <message>
            <source>{names}: numbers in training, but texts in this data. Correct them, or train anew</source>
            <translation>{names}：训练时是数字，这份数据中却是文字。请改正，或重新训练</translation>
        </message>
        <message>
            <source>column {name} gives whole numbers, beside which nothing can mark blanks: they have a number of their own. Turn mark_missing off</source>
            <translation>列 {name} 给出整数，旁边不能再标记空白：空白有自己的编号。请关闭 mark_missing</translation>
        </message>
        <message>
            <source>column {name} gives whole numbers, but {other} amounts, and they would share an input. Name an Input block of its own for one of them (to)</source>
            <translation>列 {name} 给出整数，而 {other} 给出数量，二者会共用一个输入。请为其中之一指定单独的 Input 模块（to）</translation>
        </message>
        <message>
            <source>column {name} is empty in the rows that are trained on. Leave it out</source>
            <translation>列 {name} 在用来训练的行中是空的。请略去它</translation>
        </message>
        <message>
            <source>column {name}: blanks are filled with a constant, and {fill} is no date like the others ({example})</source>
            <translation>列 {name}：空白用常数填充，但 {fill} 不是像其他单元格那样的日期（{example}）</translation>
        </message>
        <message>
            <source>a blank</source>
            <translation>空白</translation>
        </message>
        <message>
            <source>{name}: {count} of {all} characters are not known from training: {words}</source>
            <translation>{name}：{all} 个字符中有 {count} 个在训练中没有出现过：{words}</translation>
        </message>
        <message>
            <source>{name}: {count} texts have no words</source>
            <translation>{name}：{count} 条文本没有词</translation>
        </message>
        <message>
            <source>{how} ({constant} of {count} columns never change)</source>
            <translation>{how}（{count} 列中有 {constant} 列从不变化）</translation>
        </message>
        <message>
            <source>{names}: {how}</source>
            <translation>{names}：{how}</translation>
        </message>
        <message>
            <source>blanks filled with what was measured in training: {counts}</source>
            <translation>用训练时测得的值填充的空白：{counts}</translation>
        </message>
        <message>
            <source>{name}: never seen in training, taken as none of its categories: {kinds}</source>
            <translation>{name}：训练中从未出现，当作不属于任何类别：{kinds}</translation>
        </message>
        <message>
            <source>numbers beyond those of training: {counts}</source>
            <translation>超出训练范围的数字：{counts}</translation>
        </message>
        <message>
            <source>column {name}: blanks are filled with a constant, and {fill} is no number. Give one</source>
            <translation>列 {name}：用常数填充空白，但 {fill} 不是数字。请给出一个</translation>
        </message>
        <message>
            <source>{kind}, which was never seen in training</source>
            <translation>{kind}，训练中从未出现</translation>
        </message>
        <message>
            <source>{value}, beyond {low} to {high}</source>
            <translation>{value}，超出 {low} 到 {high}</translation>
        </message>
        <message>
            <source>{path} is not an IDX file of bytes</source>
            <translation>{path} 不是字节型的 IDX 文件</translation>
        </message>
        <message>
            <source>{path} is not as long as it says. Delete it and download it again</source>
            <translation>{path} 的长度与其声明不符。请删除后重新下载</translation>
        </message>
        <message>
            <source>{path} is not the CIFAR-10 archive in its binary version</source>
            <translation>{path} 不是二进制版本的 CIFAR-10 压缩包</translation>
        </message>
        <message>
            <source>{path} is damaged. Delete it and download it again</source>
            <translation>{path} 已损坏。请删除后重新下载</translation>
        </message>
        <message>
            <source>{path} is not the CIFAR-10 archive</source>
            <translation>{path} 不是 CIFAR-10 压缩包</translation>
        </message>
        <message>
            <source>{path} says that it holds {shape} numbers, but it is {found} bytes long. Take another copy</source>
            <translation>{path} 声称含有 {shape} 个数，但长度为 {found} 字节。请用另一份副本</translation>
        </message>
        <message>
            <source>{path} holds several data sets of IDX files: {names}. Choose one of the files</source>
            <translation>{path} 含有多个 IDX 数据集：{names}。请选择其中一个文件</translation>
        </message>
        <message>
            <source>{path} is not an IDX file</source>
            <translation>{path} 不是 IDX 文件</translation>
        </message>
        <message>
            <source>{path} is cut short. Take an earlier copy</source>
            <translation>{path} 被截短。请用更早的副本</translation>
        </message>
        <message>
            <source>{place} ({size} MB) does not fit into memory. Close other programs, or take fewer samples</source>
            <translation>{place}（{size} MB）超出内存。请关闭其他程序，或减少样本</translation>
        </message>
        <message>
            <source>{place} ({size}) has to stay on disk, but it is compressed. Unpack it with gunzip</source>
            <translation>{place}（{size}）必须留在磁盘上，但它是压缩的。请用 gunzip 解压</translation>
        </message>
        <message>
            <source>{path} has no {lacking} beside it. Put the file that is called the same, with {lacking} in its name, into its folder</source>
            <translation>{path} 旁边没有 {lacking}。请把同名而含 {lacking} 的文件放进它的文件夹</translation>
        </message>
        <message>
            <source>{path} is damaged, or cut short. Take another copy</source>
            <translation>{path} 已损坏或被截短。请用另一份副本</translation>
        </message>
        <message>
            <source>{count} rows have blanks: {path} has no row for them</source>
            <translation>{count} 行有空白：{path} 中没有对应的行</translation>
        </message>
        <message>
            <source>{path}: {key} {cell} stands in several rows (lines {lines}), and {count} keys are like that. Leave one row for each, or choose to take the first, or to leave out who asks for them (drop)</source>
            <translation>{path}：{key} {cell} 出现在多行中（第 {lines} 行），这样的键有 {count} 个。请每个键只留一行，或选择取第一行（first），或略去引用它们的行（drop）</translation>
        </message>
        <message>
            <source>two tables are called {name}. Give one another name</source>
            <translation>两个表都叫 {name}。请给其中一个换个名称</translation>
        </message>
        <message>
            <source>{path}: no row has one in the tables beside it. Compare the keys</source>
            <translation>{path}：没有一行在并列的表中有对应的行。请比较各键</translation>
        </message>
        <message>
            <source>{path} has {count} rows, but {other} has {others}: in their order they do not belong together. Name a key, or choose to leave out what is over (drop)</source>
            <translation>{path} 有 {count} 行，而 {other} 有 {others} 行：按顺序不能对应。请指定键，或选择略去多余的行（drop）</translation>
        </message>
        <message>
            <source>{count} rows left out: {path} has no row for them</source>
            <translation>略去 {count} 行：{path} 中没有对应的行</translation>
        </message>
        <message>
            <source>{path}, line {line}: {other} has no row with {key} {cell} ({count} rows are like that). Correct them, or choose to leave them out (drop), or blanks (blank)</source>
            <translation>{path} 第 {line} 行：{other} 中没有 {key} 为 {cell} 的行（共 {count} 行如此）。请改正，或选择略去（drop）或留空白（blank）</translation>
        </message>
        <message>
            <source>two columns are called {name}. Give the table {path} another name</source>
            <translation>两列都叫 {name}。请给表 {path} 换个名称</translation>
        </message>
        <message>
            <source>{count} rows left out: {path} has several rows with their key</source>
            <translation>略去 {count} 行：{path} 中有多行与其键相同</translation>
        </message>
        <message>
            <source>{count} rows of {path} are over, and left out</source>
            <translation>{path} 多出 {count} 行，已略去</translation>
        </message>
        <message>
            <source>sequences were brought to {length} words, filled or cut at their beginning</source>
            <translation>序列在开头补齐或截断到 {length} 个词</translation>
        </message>
        <message>
            <source>{path} is not the CIFAR-100 archive</source>
            <translation>{path} 不是 CIFAR-100 压缩包</translation>
        </message>
        <message>
            <source>{path} holds no {name}. Delete it and download it again</source>
            <translation>{path} 没有 {name}。请删除后重新下载</translation>
        </message>
        <message>
            <source>no sequence is shorter than maxlen, {maxlen}. Increase it</source>
            <translation>没有比 maxlen（{maxlen}）更短的序列。请增大它</translation>
        </message>
        <message>
            <source>{path}: {name} does not hold what it should. Download it again</source>
            <translation>{path}：{name} 的内容不对。请重新下载</translation>
        </message>
        <message>
            <source>{count} samples are left out: {names}</source>
            <translation>略去 {count} 个样本：{names}</translation>
        </message>
        <message>
            <source>{title} has no samples {names}, which are to be left out (leave_out). Was the file changed, or are they in no part? Take them off that list</source>
            <translation>{title} 没有要略去（leave_out）的样本 {names}。文件改过了，还是它们不属于任何部分？请把它们从列表中去掉</translation>
        </message>
        <message>
            <source>{title}: all samples are left out (leave_out)</source>
            <translation>{title}：所有样本都被略去（leave_out）</translation>
        </message>
        <message>
            <source>{path} is of a kind that cannot be read. Choose an .npz file, a table, an IDX file, or a folder of .npy files, pictures or texts</source>
            <translation>无法读取 {path} 这类文件。请选择 .npz 文件、表格、IDX 文件，或含 .npy 文件、图片或文本的文件夹</translation>
        </message>
        <message>
            <source>no data is chosen. Choose a data set, or a file of your own</source>
            <translation>尚未选择数据。请选择数据集，或自己的文件</translation>
        </message>
        <message>
            <source>{title} is not downloaded yet. Download it first: netbuilder datasets --download {name}</source>
            <translation>{title} 尚未下载。请先下载：netbuilder datasets --download {name}</translation>
        </message>
        <message>
            <source>{title}, line {line}, column {name}: {cell} is none of the classes that were learned: {classes}. Correct it, or leave the row out</source>
            <translation>{title}，第 {line} 行，列 {name}：{cell} 不是学过的类别：{classes}。请改正，或略去该行</translation>
        </message>
        <message>
            <source>{path}: column {name} holds only one value, {value}: there is nothing to tell apart</source>
            <translation>{path}：列 {name} 只有一个值 {value}：没有可区分的内容</translation>
        </message>
        <message>
            <source>{path}: column {name} holds {count} different values, too many to be classes. Choose another, or amounts</source>
            <translation>{path}：列 {name} 有 {count} 个不同的值，作为类别太多。请选择其他列，或选择数量</translation>
        </message>
        <message>
            <source>{title}: the labels are texts, so they cannot be amounts. Let them be classes</source>
            <translation>{title}：标签是文字，不能是数量。请当作类别</translation>
        </message>
        <message>
            <source>{title}: column {name} holds texts such as {cell}, but amounts were learned</source>
            <translation>{title}：列 {name} 含有 {cell} 这样的文字，但学习的是数量</translation>
        </message>
        <message>
            <source>the network was not trained on texts alone: it reads {names}. Give it a table with these columns</source>
            <translation>该网络不是只用文本训练的：它读取 {names}。请给它含有这些列的表格</translation>
        </message>
        <message>
            <source>{path} holds no pictures ({kinds})</source>
            <translation>{path} 中没有图片（{kinds}）</translation>
        </message>
        <message>
            <source>{path} holds no rows that can be predicted: each has a blank</source>
            <translation>{path} 没有可以预测的行：每行都有空白</translation>
        </message>
        <message>
            <source>{count} rows with blanks have no answer</source>
            <translation>{count} 行因有空白而没有答案</translation>
        </message>
        <message>
            <source>{path} has no column that names pictures</source>
            <translation>{path} 没有指明图片的列</translation>
        </message>
        <message>
            <source>{path} has no column {absent}, which the network was trained on. It has {names}</source>
            <translation>{path} 没有网络训练时用的列 {absent}。它有 {names}</translation>
        </message>
        <message>
            <source>{path}: column {name} held numbers in training, but here text in {count} rows, first {cell} in line {line}. Correct them, or leave them blank</source>
            <translation>{path}：列 {name} 在训练时是数字，这里却有 {count} 行是文字，第一个是第 {line} 行的 {cell}。请改正，或留空</translation>
        </message>
        <message>
            <source>{path}: column {name} held dates in training ({example}), but here {count} cells are none, first {cell} in line {line}. Correct them, or leave them blank</source>
            <translation>{path}：列 {name} 在训练时是日期（{example}），但这里有 {count} 个单元格不是，第一个是第 {line} 行的 {cell}。请更正，或留空</translation>
        </message>
        <message>
            <source>{path}: column {name} is infinite in line {line}. Correct it</source>
            <translation>{path}：列 {name} 在第 {line} 行为无穷大。请改正</translation>
        </message>
        <message>
            <source>{title}: arrays have no columns to be split by. Choose fraction, stratified or time</source>
            <translation>{title}：数组没有可供划分的列。请选择 fraction、stratified 或 time</translation>
        </message>
        <message>
            <source>{path} holds {names}, but a sample has one weight for all outputs. Save one array {part}</source>
            <translation>{path} 含有 {names}，但一个样本对所有输出只有一个权重。请保存一个数组 {part}</translation>
        </message>
        <message>
            <source>{path}: {name} holds text. Turn it into numbers first</source>
            <translation>{path}：{name} 含有文本。请先变成数</translation>
        </message>
        <message>
            <source>column {name} names pictures: they are what is learned from</source>
            <translation>列 {name} 指明图片：用它们来学习</translation>
        </message>
        <message>
            <source>{path}: column {name} names {count} pictures that are not there, in lines {lines}. They are looked for beside the table. Put them there, or leave these rows out</source>
            <translation>{path}：列 {name} 指明的 {count} 张图片不存在，在第 {lines} 行。它们应在表格旁边。请放在那里，或略去这些行</translation>
        </message>
        <message>
            <source>{path} has no column beside {name} that could be predicted</source>
            <translation>{path} 除 {name} 外没有可预测的列</translation>
        </message>
        <message>
            <source>{path}: column {name} holds no names of pictures ({kinds})</source>
            <translation>{path}：列 {name} 不含图片名（{kinds}）</translation>
        </message>
        <message>
            <source>{path}, line {line}: column {name} is blank, or no number. Fill it in, or leave the row out</source>
            <translation>{path} 第 {line} 行：列 {name} 为空或不是数。请填写，或略去该行</translation>
        </message>
        <message>
            <source>other columns are left out: {names}</source>
            <translation>其他列被略去：{names}</translation>
        </message>
        <message>
            <source>{path}: column {name} holds {names}, which the network does not know. It knows {known}</source>
            <translation>{path}：列 {name} 含有网络不认识的 {names}。它认识 {known}</translation>
        </message>
        <message>
            <source>{path} has pictures of {names}, which the network does not know. It knows {known}</source>
            <translation>{path} 中有 {names} 的图片，网络不认识。它认识 {known}</translation>
        </message>
        <message>
            <source>{path} needs a folder for each class, with pictures in it ({kinds}); it has {found}</source>
            <translation>{path} 中每个类别需要一个装有图片（{kinds}）的文件夹；现有 {found}</translation>
        </message>
        <message>
            <source>{path} holds more than {most} pictures</source>
            <translation>{path} 中的图片超过 {most} 张</translation>
        </message>
        <message>
            <source>files that are no pictures were left out: {counts}</source>
            <translation>已略过不是图片的文件：{counts}</translation>
        </message>
        <message>
            <source>{count} pictures outside the folders of classes were left out</source>
            <translation>已略过类别文件夹之外的 {count} 张图片</translation>
        </message>
        <message>
            <source>folders without pictures were left out: {names}</source>
            <translation>已略过没有图片的文件夹：{names}</translation>
        </message>
        <message>
            <source>pictures of {smallest} to {largest} brought to {height} × {width}</source>
            <translation>图片大小从 {smallest} 到 {largest}，统一为 {height} × {width}</translation>
        </message>
        <message>
            <source>rows are taken in the order of the file: no column says when they were</source>
            <translation>按文件中的顺序取各行：没有列表示其时间</translation>
        </message>
        <message>
            <source>{count} windows with blanks are left out</source>
            <translation>{count} 个含空白的窗口被略去</translation>
        </message>
        <message>
            <source>{path} has other columns than {first}: {names}. Each part needs the same</source>
            <translation>{path} 的列与 {first} 不同：{names}。每个部分需要相同的列</translation>
        </message>
        <message>
            <source>{path} has texts of {names}, which the network does not know. It knows {known}</source>
            <translation>{path} 中有 {names} 的文本，网络不认识它们。它认识 {known}</translation>
        </message>
        <message>
            <source>{path} needs a folder for each class, with texts in it ({kinds}); it has {found}</source>
            <translation>{path} 需要为每个类别准备一个放有文本的文件夹（{kinds}）；现有 {found}</translation>
        </message>
        <message>
            <source>{path} holds more than {most} texts</source>
            <translation>{path} 中的文本超过 {most} 个</translation>
        </message>
        <message>
            <source>files that are no texts were left out: {counts}</source>
            <translation>不是文本的文件已略去：{counts}</translation>
        </message>
        <message>
            <source>{count} texts outside the folders of classes were left out</source>
            <translation>类别文件夹之外的 {count} 个文本已略去</translation>
        </message>
        <message>
            <source>folders without texts were left out: {names}</source>
            <translation>没有文本的文件夹已略去：{names}</translation>
        </message>
        <message>
            <source>texts are stored as {encodings}</source>
            <translation>文本的编码：{encodings}</translation>
        </message>
        <message>
            <source>{path} holds no texts ({kinds})</source>
            <translation>{path} 中没有文本（{kinds}）</translation>
        </message>
        <message>
            <source>{count} files are no texts that can be read: {names}. Take them out, or choose their encoding</source>
            <translation>{count} 个文件不是可读的文本：{names}。请移走它们，或选择其编码</translation>
        </message>
        <message>
            <source>{path}: these texts take more memory than they may ({limit}). Take some of them out</source>
            <translation>{path}：这些文本占用的内存超过允许的 {limit}。请移走一部分</translation>
        </message>
        <message>
            <source>fitted: pictures must have a height, a width, a colour and a fit</source>
            <translation>fitted：pictures 必须有 height、width、colour 和 fit</translation>
        </message>
        <message>
            <source>{path} is no picture that can be read, or is cut short. Take it out of the folder</source>
            <translation>{path} 不是可以读取的图片，或者不完整。请把它移出文件夹</translation>
        </message>
        <message>
            <source>{path} has {width} × {height} pixels, more than can be read</source>
            <translation>{path} 有 {width} × {height} 像素，超过可以读取的上限</translation>
        </message>
        <message>
            <source>windows share rows: the last of them, which validation_split takes, hold rows that are trained on. Let the data have a validation_part, and set validation_split to 0</source>
            <translation>窗口共用行：validation_split 所取的最后一些窗口含有用于训练的行。请给数据设定 validation_part，并把 validation_split 设为 0</translation>
        </message>
        <message>
            <source>{title} is no table, but the network was trained on one. Train it anew</source>
            <translation>{title} 不是表格，而网络是用表格训练的。请重新训练</translation>
        </message>
        <message>
            <source>{title} has other inputs than the network was trained on ({names}). Train it anew</source>
            <translation>{title} 的输入与网络训练时的（{names}）不同。请重新训练</translation>
        </message>
        <message>
            <source>the target {name} is scaled: {offset} is 0 and {end} is 1</source>
            <translation>目标 {name} 被缩放：{offset} 为 0，{end} 为 1</translation>
        </message>
        <message>
            <source>the target is scaled: {offset} is 0 and {end} is 1</source>
            <translation>目标被缩放：{offset} 为 0，{end} 为 1</translation>
        </message>
        <message>
            <source>labels go from {low} to {high}, but there are {count} classes</source>
            <translation>标签从 {low} 到 {high}，但只有 {count} 个类别</translation>
        </message>
        <message>
            <source>the target is the input itself</source>
            <translation>目标就是输入本身</translation>
        </message>
        <message>
            <source>{before} arranged as {after}</source>
            <translation>{before} 排列为 {after}</translation>
        </message>
        <message>
            <source>unit divides whole numbers of arrays: columns stay as they are</source>
            <translation>unit 只除数组中的整数：列保持不变</translation>
        </message>
        <message>
            <source>labels one-hot over {count} classes</source>
            <translation>标签为 {count} 个类别的 one-hot</translation>
        </message>
        <message>
            <source>only one column can be {role}. Choose one</source>
            <translation>只能有一列作为 {role}。请选一列</translation>
        </message>
        <message>
            <source>{name} is what is predicted. Make another column the target first</source>
            <translation>{name} 是要预测的列。请先把另一列设为目标</translation>
        </message>
        <message>
            <source>the columns were measured on samples of shape {measured}, but these have {given}</source>
            <translation>各列是在形状为 {measured} 的样本上测量的，但这些样本为 {given}</translation>
        </message>
        <message>
            <source>divided by {largest}</source>
            <translation>除以 {largest}</translation>
        </message>
        <message>
            <source>time by {name}: {first} to {last}, a row every {step}</source>
            <translation>时间按 {name}：{first} 至 {last}，每 {step} 一行</translation>
        </message>
        <message>
            <source>{count} seconds</source>
            <translation>{count} 秒</translation>
        </message>
        <message>
            <source>{part}: no window fits. One of {length} rows with what it tells, {horizon} ahead, takes {need} rows in a row, but there are {longest} at most. Take shorter windows, or larger parts</source>
            <translation>{part}：放不下窗口。{length} 行的窗口连同其后第 {horizon} 行需要连续 {need} 行，但最多只有 {longest} 行。请用更短的窗口，或更大的部分</translation>
        </message>
        <message>
            <source>1 week</source>
            <translation>1 周</translation>
        </message>
        <message>
            <source>{count} weeks</source>
            <translation>{count} 周</translation>
        </message>
        <message>
            <source>1 day</source>
            <translation>1 天</translation>
        </message>
        <message>
            <source>{count} days</source>
            <translation>{count} 天</translation>
        </message>
        <message>
            <source>1 hour</source>
            <translation>1 小时</translation>
        </message>
        <message>
            <source>{count} hours</source>
            <translation>{count} 小时</translation>
        </message>
        <message>
            <source>1 minute</source>
            <translation>1 分钟</translation>
        </message>
        <message>
            <source>{count} minutes</source>
            <translation>{count} 分钟</translation>
        </message>
        <message>
            <source>1 second</source>
            <translation>1 秒</translation>
        </message>
        <message>
            <source>{count} rows have the same time as the row before them, the first in line {line}. If there are several series in the table, name the column that tells them apart</source>
            <translation>{count} 行与前一行时间相同，第一个在第 {line} 行。如果表中有多个序列，请指明区分它们的列</translation>
        </message>
        <message>
            <source>time by {name}: {first} to {last}</source>
            <translation>时间按 {name}：{first} 至 {last}</translation>
        </message>
        <message>
            <source>{count} gaps in time, the longest of {longest} before line {line}: windows reach over them</source>
            <translation>时间上有 {count} 处空缺，最长的为 {longest}，在第 {line} 行之前：窗口会跨越它们</translation>
        </message>
        <message>
            <source>{count} gaps in time, the longest of {longest} before line {line}: no window reaches over one</source>
            <translation>时间上有 {count} 处空缺，最长的为 {longest}，在第 {line} 行之前：窗口不会跨越它们</translation>
        </message>
        <message>
            <source>windows share rows: split at random, some of what is tested would be trained on. Split by time, or by group</source>
            <translation>窗口共用行：随机划分会使一部分测试内容也用于训练。请按时间或按组划分</translation>
        </message>
        <message>
            <source>{part}: each window holds a blank for which it is left out. Fill blanks instead</source>
            <translation>{part}：每个窗口都含有使其被略去的空白。请改为填充空白</translation>
        </message>
        <message>
            <source>{count} groups by {name}: no window reaches over two</source>
            <translation>按 {name} 分为 {count} 组：窗口不会跨越两组</translation>
        </message>
        <message>
            <source>rows were sorted by {name}</source>
            <translation>各行已按 {name} 排序</translation>
        </message>
        <message>
            <source>{count} groups are shorter than a window and are left out: {names}</source>
            <translation>{count} 组比窗口短，被略去：{names}</translation>
        </message>
        <message>
            <source>{name} tells {count} series apart</source>
            <translation>{name} 区分 {count} 个序列</translation>
        </message>
        <message>
            <source>must be a column's settings, got {value}</source>
            <translation>必须是一列的设置，得到 {value}</translation>
        </message>
        <message>
            <source>must be a target's settings, got {value}</source>
            <translation>必须是一个目标的设置，得到 {value}</translation>
        </message>
        <message>
            <source>names one part twice</source>
            <translation>同一部分写了两次</translation>
        </message>
        <message>
            <source>must be the name of an output block, got {value}</source>
            <translation>必须是一个输出模块的名称，得到 {value}</translation>
        </message>
        <message>
            <source>has two columns for the output {name}. Give one another</source>
            <translation>有两列对应输出 {name}。请给其中一列换一个输出</translation>
        </message>
        <message>
            <source>must be one sign, such as a comma, got {value}</source>
            <translation>必须是一个符号，例如逗号，实际为 {value}</translation>
        </message>
        <message>
            <source>and test_split together leave nothing to train on</source>
            <translation>与 test_split 一起没有留下可训练的数据</translation>
        </message>
        <message>
            <source>tells twice of the column {name}</source>
            <translation>两次提到列 {name}</translation>
        </message>
        <message>
            <source>the split leaves none of {count} rows to train on. Choose smaller parts</source>
            <translation>划分后 {count} 行中没有可训练的。请选择较小的部分</translation>
        </message>
        <message>
            <source>the rows cannot be split with the same share of each class: {cause}. Split by fraction, or choose larger parts</source>
            <translation>无法按相同的类别比例划分：{cause}。请用 fraction，或选择较大的部分</translation>
        </message>
        <message>
            <source>{count} groups cannot be split. Choose another share, or column</source>
            <translation>{count} 个组无法划分。请选择其他比例或其他列</translation>
        </message>
        <message>
            <source>a stratified split needs one class for each row. Split by fraction where amounts are predicted</source>
            <translation>分层划分需要每行有一个类别。预测数量时请用 fraction</translation>
        </message>
        <message>
            <source>the split by time leaves none of {count} rows to train on. Choose smaller parts</source>
            <translation>按时间划分后 {count} 行中没有可训练的。请选择较小的部分</translation>
        </message>
        <message>
            <source>column {name} splits the rows, but holds {cell}. It may hold train, validation and test</source>
            <translation>列 {name} 用来划分各行，但含有 {cell}。它只能含有 train、validation 和 test</translation>
        </message>
        <message>
            <source>read as {encoding}</source>
            <translation>按 {encoding} 编码读取</translation>
        </message>
        <message>
            <source>the first line is taken for a row: the columns have no names</source>
            <translation>第一行当作数据：各列没有名称</translation>
        </message>
        <message>
            <source>cells are parted by blanks</source>
            <translation>单元格以空格分隔</translation>
        </message>
        <message>
            <source>numbers have a decimal comma</source>
            <translation>数字用逗号作小数点</translation>
        </message>
        <message>
            <source>lines above the table that are left out: {count}</source>
            <translation>略过表格上方的行数：{count}</translation>
        </message>
        <message>
            <source>lines of types below the names that are left out: {count}</source>
            <translation>略过列名下方类型行的行数：{count}</translation>
        </message>
        <message>
            <source>{path}, line {line}: {key} holds {found}. A column takes numbers and texts</source>
            <translation>{path} 第 {line} 行：{key} 的内容是 {found}。一列只能是数字或文本</translation>
        </message>
        <message>
            <source>{path} is empty</source>
            <translation>{path} 是空的</translation>
        </message>
        <message>
            <source>{path} has more than {most} different keys</source>
            <translation>{path} 中不同的键超过 {most} 个</translation>
        </message>
        <message>
            <source>{place}: the line or the file is too long to be read</source>
            <translation>{place}：该行或文件太长，无法读取</translation>
        </message>
        <message>
            <source>{place} holds {found}, not an object with a key a column</source>
            <translation>{place} 的内容是 {found}，而不是每列一个键的对象</translation>
        </message>
        <message>
            <source>{path}: Parquet files need the package duckdb. Install it: {command}</source>
            <translation>{path}：读取 Parquet 文件需要 duckdb 包。安装命令：{command}</translation>
        </message>
        <message>
            <source>{path} cannot be read as Parquet: {cause}</source>
            <translation>{path} 无法作为 Parquet 读取：{cause}</translation>
        </message>
        <message>
            <source>digits in groups were read as whole numbers (1,234 is 1234): {names}</source>
            <translation>带分组符的数字按整体读取（1,234 即 1234）：{names}</translation>
        </message>
        <message>
            <source>signs of currencies were left out: {names}</source>
            <translation>已去掉货币符号：{names}</translation>
        </message>
        <message>
            <source>percentages were divided by 100: {names}</source>
            <translation>百分数已除以 100：{names}</translation>
        </message>
        <message>
            <source>{path}, line {line}: {found} columns instead of {wanted}, and {count} more lines of another width ({others}). Fix them, or save the table again</source>
            <translation>{path} 第 {line} 行：有 {found} 列而不是 {wanted} 列，另有 {count} 行列数不符（{others}）。请改正，或重新保存表格</translation>
        </message>
        <message>
            <source>{path} holds only a header and no rows</source>
            <translation>{path} 只有表头，没有数据行</translation>
        </message>
        <message>
            <source>{path}, line {line}: {found} columns instead of {wanted}. Fix the line, or save the table again</source>
            <translation>{path}，第 {line} 行：有 {found} 列而不是 {wanted} 列。请改正该行，或重新保存表格</translation>
        </message>
        <message>
            <source>column {number} only counts the rows, it is left out</source>
            <translation>第 {number} 列只是行号，已略过</translation>
        </message>
        <message>
            <source>several columns are called {names}: they got numbers</source>
            <translation>有多列名为 {names}：已加上编号</translation>
        </message>
        <message>
            <source>{path} holds NUL characters in line {line}. It is not a text file</source>
            <translation>{path} 的第 {line} 行含有 NUL 字符。它不是文本文件</translation>
        </message>
        <message>
            <source>{path} is larger than {most} GB</source>
            <translation>{path} 大于 {most} GB</translation>
        </message>
        <message>
            <source>{path} is cut short, or no text in {encoding}. Choose another encoding</source>
            <translation>{path} 不完整，或不是 {encoding} 编码的文本。请选择其他编码</translation>
        </message>
        <message>
            <source>{path} cannot be read as CSV: {cause}</source>
            <translation>{path} 无法作为 CSV 读取：{cause}</translation>
        </message>
        <message>
            <source>{path} cannot be unpacked: it is cut short or damaged</source>
            <translation>{path} 无法解压：不完整或已损坏</translation>
        </message>
        <message>
            <source>{path} is larger than {most} MB</source>
            <translation>{path} 超过 {most} MB</translation>
        </message>
        <message>
            <source>{path}: sheets need the package python-calamine. Install it: {command}</source>
            <translation>{path}：读取工作表需要 python-calamine 包。安装命令：{command}</translation>
        </message>
        <message>
            <source>{path} has no sheet {name}. It has {names}</source>
            <translation>{path} 中没有工作表 {name}。现有 {names}</translation>
        </message>
        <message>
            <source>{path} cannot be read as a workbook: {cause}</source>
            <translation>{path} 无法作为工作簿读取：{cause}</translation>
        </message>
        <message>
            <source>{path} holds too many cells to be read</source>
            <translation>{path} 的单元格太多，无法读取</translation>
        </message>
        <message>
            <source>{path} was changed while it was read. Read it again</source>
            <translation>{path} 在读取时被改动。请重新读取</translation>
        </message>
        <message>
            <source>fitted: column {column}: text.{name} is {value}</source>
            <translation>fitted：列 {column}：text.{name} 为 {value}</translation>
        </message>
        <message>
            <source>fitted: column {column}: text is {value}</source>
            <translation>fitted：列 {column}：text 为 {value}</translation>
        </message>
        <message>
            <source>{count} of {all} test samples are among the training samples too: the test flatters</source>
            <translation>{all} 个测试样本中有 {count} 个也在训练样本中：测试成绩会偏高</translation>
        </message>
        <message>
            <source>{count} of {all} validation samples are among the training samples too: the validation flatters</source>
            <translation>{all} 个验证样本中有 {count} 个也在训练样本中：验证结果会偏好</translation>
        </message>
        <message>
            <source>no test sample is among the training samples</source>
            <translation>没有测试样本混入训练样本</translation>
        </message>
        <message>
            <source>no validation sample is among the training samples</source>
            <translation>没有验证样本出现在训练样本中</translation>
        </message>
        <message>
            <source>{count} training samples ({share} %) have the same inputs as others with another label</source>
            <translation>{count} 个训练样本（{share} %）与标签不同的其他样本输入相同</translation>
        </message>
        <message>
            <source>samples with the same inputs have the same label</source>
            <translation>输入相同的样本标签也相同</translation>
        </message>
        <message>
            <source>no window reaches from one part into another</source>
            <translation>没有窗口从一个部分跨入另一个部分</translation>
        </message>
        <message>
            <source>too many samples to look for those that are there twice</source>
            <translation>样本太多，没有查找重复的样本</translation>
        </message>
        <message>
            <source>{name} goes from {low} to {high}: networks learn best from −1 to 1, or standardized</source>
            <translation>{name} 的取值从 {low} 到 {high}：网络在 −1 到 1 之间或标准化后学得最好</translation>
        </message>
        <message>
            <source>Add inputs that say what was blank</source>
            <translation>添加标记空白的输入</translation>
        </message>
        <message>
            <source>from {names} alone the answer can be told: was it written down after the answer was known? Leave it out, or make sure that it is there when predicting</source>
            <translation>仅凭 {names} 就能得出答案：它是不是在知道答案之后才记录的？请去掉它，或确认预测时也能得到它</translation>
        </message>
        <message>
            <source>blanks are filled in, and nothing tells of it: {columns}</source>
            <translation>空白被填补而没有标记：{columns}</translation>
        </message>
        <message>
            <source>the inputs have a range that networks learn well from</source>
            <translation>输入的取值范围适合网络学习</translation>
        </message>
        <message>
            <source>Standardize the inputs</source>
            <translation>将输入标准化</translation>
        </message>
        <message>
            <source>Divide the inputs by their largest</source>
            <translation>将输入除以最大值</translation>
        </message>
        <message>
            <source>no column has many blanks that nothing tells of</source>
            <translation>没有哪一列有许多未加标记的空白</translation>
        </message>
        <message>
            <source>no single column gives the answer away</source>
            <translation>没有哪一列会直接泄露答案</translation>
        </message>
        <message>
            <source>columns that never change teach nothing: {names}</source>
            <translation>取值不变的列没有任何信息：{names}</translation>
        </message>
        <message>
            <source>no column is always the same</source>
            <translation>没有取值不变的列</translation>
        </message>
        <message>
            <source>training takes about {memory} of memory, and some {seconds} s an epoch</source>
            <translation>训练约需 {memory} 内存，每轮约 {seconds} 秒</translation>
        </message>
        <message>
            <source>training takes about {memory} of memory, and {free} are free</source>
            <translation>训练约需 {memory} 内存，而可用的只有 {free}</translation>
        </message>
        <message>
            <source>network, data, labels and loss fit each other</source>
            <translation>网络、数据、标签和损失函数相互匹配</translation>
        </message>
        <message>
            <source>the labels go from {first} to {last}, but classes count from 0: the outputs below {first} learn nothing. Save the labels less {one}</source>
            <translation>标签从 {first} 到 {last}，但类别从 0 数起：{first} 以下的输出什么也学不到。请把标签减去 {one} 后保存</translation>
        </message>
        <message>
            <source>no training sample has the class {names}</source>
            <translation>没有训练样本属于类别 {names}</translation>
        </message>
        <message>
            <source>classes with hardly any samples cannot be learned: {counts}</source>
            <translation>样本太少的类别学不会：{counts}</translation>
        </message>
        <message>
            <source>the classes are uneven: {many} has {most} samples, {few} has {least}. Who always says {many} is right {share} % of the time</source>
            <translation>类别不均衡：{many} 有 {most} 个样本，{few} 只有 {least} 个。总是回答 {many} 也能对 {share} %</translation>
        </message>
        <message>
            <source>Let rare classes count more</source>
            <translation>让少见的类别权重更大</translation>
        </message>
        <message>
            <source>every class has samples to learn from</source>
            <translation>每个类别都有可供学习的样本</translation>
        </message>
        <message>
            <source>the classes are about as frequent as each other</source>
            <translation>各类别的样本数相近</translation>
        </message>
        <message>
            <source>label faults are looked for where one output tells classes apart. Choose such a target</source>
            <translation>只有当一个输出区分类别时才能查找标签错误。请选择这样的目标</translation>
        </message>
        <message>
            <source>the network has fewer outputs than there are classes ({count}), so that no class can be suspected</source>
            <translation>网络的输出少于类别数（{count}），因此无法怀疑任何类别</translation>
        </message>
        <message>
            <source>with no learning rate from {lowest} to {highest} did the loss fall</source>
            <translation>学习率从 {lowest} 到 {highest}，损失都没有下降</translation>
        </message>
        <message>
            <source>Take {best}</source>
            <translation>改用 {best}</translation>
        </message>
        <message>
            <source>the loss falls fastest with a learning rate of about {best}, and it is {rate}</source>
            <translation>学习率约为 {best} 时损失下降最快，而现在是 {rate}</translation>
        </message>
        <message>
            <source>the learning rate, {rate}, is near the one with which the loss falls fastest, {best}</source>
            <translation>学习率 {rate} 与损失下降最快时的 {best} 相近</translation>
        </message>
        <message>
            <source>the learning rate follows a schedule: it was not tried</source>
            <translation>学习率按日程变化：没有试验</translation>
        </message>
        <message>
            <source>before training the loss is {loss}, but guessing gives {guessing}: the inputs, or the first weights, are too large</source>
            <translation>训练前的损失是 {loss}，而随机猜测只有 {guessing}：输入或初始权重太大</translation>
        </message>
        <message>
            <source>before training the loss is {loss}, about that of guessing ({guessing})</source>
            <translation>训练前的损失是 {loss}，与随机猜测（{guessing}）相近</translation>
        </message>
        <message>
            <source>{count} of {all} gradients differ from finite differences, most for {name}</source>
            <translation>{all} 个梯度中有 {count} 个与有限差分不符，{name} 相差最大</translation>
        </message>
        <message>
            <source>{count} samples are learned by heart in {steps} steps</source>
            <translation>{count} 个样本用 {steps} 步就能记住</translation>
        </message>
        <message>
            <source>there was no time to look at everything: ask for the full examination</source>
            <translation>时间不够，没有全部检查：请进行完整检查</translation>
        </message>
        <message>
            <source>{count} samples are not learned by heart yet after {steps} steps; there was no time for more</source>
            <translation>{steps} 步之后还没有记住 {count} 个样本；没有时间继续了</translation>
        </message>
        <message>
            <source>without its inputs the network does as well: the answers do not depend on them</source>
            <translation>没有输入时网络表现一样：答案与输入无关</translation>
        </message>
        <message>
            <source>gradients agree with finite differences</source>
            <translation>梯度与有限差分一致</translation>
        </message>
        <message>
            <source>even {count} samples are not learned by heart in {steps} steps ({share} % right): the learning rate, the head or the loss do not suit, or the labels contradict each other</source>
            <translation>连 {count} 个样本用 {steps} 步都记不住（正确率 {share} %）：学习率、输出层或损失函数不合适，或者标签自相矛盾</translation>
        </message>
        <message>
            <source>even {count} samples are not learned by heart in {steps} steps (the loss goes from {first} to {loss}): the learning rate, the head or the loss do not suit</source>
            <translation>连 {count} 个样本用 {steps} 步都记不住（损失从 {first} 到 {loss}）：学习率、输出层或损失函数不合适</translation>
        </message>
        <message>
            <source>training breaks off: {cause}</source>
            <translation>训练中断：{cause}</translation>
        </message>
        <message>
            <source>the answers depend on the inputs</source>
            <translation>答案取决于输入</translation>
        </message>
        <message>
            <source>the network learns its training samples by heart: val_loss was lowest after epoch {epoch}, {best}, and is {now} now, while loss fell to {loss}. Try EarlyStopping, Dropout, or more data</source>
            <translation>网络在死记训练样本（过拟合）：val_loss 在第 {epoch} 轮后最低，为 {best}，现在是 {now}，而 loss 已降到 {loss}。可试 EarlyStopping、Dropout 或更多数据</translation>
        </message>
        <message>
            <source>the network learns its training samples by heart: loss is {loss}, but val_loss {now}. Try Dropout, or more data</source>
            <translation>网络在死记训练样本（过拟合）：loss 为 {loss}，而 val_loss 为 {now}。可试 Dropout 或更多数据</translation>
        </message>
        <message>
            <source>the run blew up at a learning rate of {rate}. Try again with a lower one</source>
            <translation>此次运行在学习率 {rate} 下发散了。请用更低的学习率再试</translation>
        </message>
        <message>
            <source>the loss is {loss}, far above what guessing gives: at a learning rate of {rate} the steps are too large. Start anew with a lower one</source>
            <translation>损失为 {loss}，远高于随机猜测的水平：学习率 {rate} 使步长过大。请用较低的学习率重新开始</translation>
        </message>
        <message>
            <source>the loss is {loss}, far above what guessing gives: the steps are too large. Start anew with a lower learning rate</source>
            <translation>损失为 {loss}，远高于随机猜测的水平：步长过大。请用较低的学习率重新开始</translation>
        </message>
        <message>
            <source>the run blew up. Try again with a lower learning rate, or clipped gradients</source>
            <translation>此次运行发散了。请用更低的学习率再试，或裁剪梯度</translation>
        </message>
        <message>
            <source>add EarlyStopping</source>
            <translation>加入 EarlyStopping</translation>
        </message>
        <message>
            <source>Dropout before {name}</source>
            <translation>在 {name} 前加 Dropout</translation>
        </message>
        <message>
            <source>there is not enough memory: {what} takes about {needed}, and {free} are free. Make layers smaller, or the batches</source>
            <translation>内存不足：{what}约需 {needed}，而可用的只有 {free}。请减小层的规模，或减小批量</translation>
        </message>
        <message>
            <source>training takes about {needed} of memory in batches of {batch}, but there are {whole} in all. Make layers smaller, or the batches</source>
            <translation>以 {batch} 为批量训练约需 {needed} 内存，而总共只有 {whole}。请减小层的规模，或减小批量</translation>
        </message>
        <message>
            <source>may hold names in braces, such as {{epoch}}, and no other braces</source>
            <translation>可以含有花括号中的名称，例如 {{epoch}}，但不得有其他花括号</translation>
        </message>
        <message>
            <source>{path} is a checkpoint of another network or of other settings. Delete it to start over</source>
            <translation>{path} 是另一个网络或另一些设置的检查点。请删除它以重新开始</translation>
        </message>
        <message>
            <source>{path} is damaged: it is not a whole checkpoint</source>
            <translation>{path} 已损坏：它不是完整的检查点</translation>
        </message>
        <message>
            <source>{place}: {what} are not what this run would have left</source>
            <translation>{place}：{what}不是这次训练会留下的</translation>
        </message>
        <message>
            <source>computed by {then} then, by {now} now</source>
            <translation>当时由 {then} 计算，现在由 {now} 计算</translation>
        </message>
        <message>
            <source>{first}; {second}</source>
            <translation>{first}；{second}</translation>
        </message>
        <message>
            <source>the training data is not the same</source>
            <translation>训练数据已不相同</translation>
        </message>
        <message>
            <source>{then} threads then, {now} now</source>
            <translation>当时 {then} 个线程，现在 {now} 个</translation>
        </message>
        <message>
            <source>Lower the learning rate, scale the data to small numbers, or let the optimizer clip gradients</source>
            <translation>请降低学习率、把数据缩放成较小的数，或让优化器裁剪梯度</translation>
        </message>
        <message>
            <source>the gradient of {layer} is no longer a finite number. {remedy}</source>
            <translation>{layer} 的梯度不再是有限数。{remedy}</translation>
        </message>
        <message>
            <source>the output of {layer} is no longer a finite number. {remedy}</source>
            <translation>{layer} 的输出不再是有限数。{remedy}</translation>
        </message>
        <message>
            <source>the penalty on the weights is no longer a finite number. {remedy}</source>
            <translation>对权重的惩罚不再是有限数。{remedy}</translation>
        </message>
        <message>
            <source>the loss at {layer} is no longer a finite number. {remedy}</source>
            <translation>{layer} 处的损失不再是有限数。{remedy}</translation>
        </message>
        <message>
            <source>The weights are those from before the run</source>
            <translation>权重是此次运行之前的权重</translation>
        </message>
        <message>
            <source>The weights are those after epoch {epoch}, the best so far</source>
            <translation>权重是第 {epoch} 轮之后的权重，即到那时为止最好的</translation>
        </message>
        <message>
            <source>Start anew, or load other weights</source>
            <translation>请重新开始，或载入其他权重</translation>
        </message>
        <message>
            <source>the settings validate on the test part, which was not given</source>
            <translation>设置要求用测试部分做验证，但没有给出测试部分</translation>
        </message>
        <message>
            <source>training ends after epoch {epochs}, before its first one, number {first} (initial_epoch), begins</source>
            <translation>训练在第 {epochs} 轮后结束，而它的第一轮是第 {first} 轮（initial_epoch），还未开始</translation>
        </message>
        <message>
            <source>{count} folds cannot be made of {size} samples. Choose from 2 to as many as there are samples</source>
            <translation>无法把 {size} 个样本分成 {count} 折。请在 2 和样本数之间选择</translation>
        </message>
        <message>
            <source>folds that are stratified need one class for each sample. Leave that out for amounts</source>
            <translation>分层的折需要每个样本有一个类别。对数量型标签请去掉分层</translation>
        </message>
        <message>
            <source>windows share rows, so that folds of them would be tested on what they were trained on. Measure the test part, or train on several splits by group</source>
            <translation>窗口共用行，因此其各折会用训练过的内容来测试。请用测试部分评估，或按组多次划分后训练</translation>
        </message>
        <message>
            <source>folds that are stratified need a network with one output. Leave that out for several</source>
            <translation>分层的折需要只有一个输出的网络。有多个输出时请去掉分层</translation>
        </message>
        <message>
            <source>{share} % of the units of {name} are dead: they give the same for every sample. Try leaky_relu, or a lower learning rate</source>
            <translation>{name} 中 {share} % 的单元已失活：它们对每个样本给出同样的值。请试试 leaky_relu 或更低的学习率</translation>
        </message>
        <message>
            <source>gradients explode in {name}: try clipnorm, or a lower learning rate</source>
            <translation>{name} 中梯度爆炸：请试试 clipnorm 或更低的学习率</translation>
        </message>
        <message>
            <source>gradients vanish before {name}: try he_normal or BatchNormalization</source>
            <translation>{name} 之前梯度消失：请试试 he_normal 或 BatchNormalization</translation>
        </message>
        <message>
            <source>each step changes {name} by {share} % of its weights: try a lower learning rate</source>
            <translation>每步使 {name} 的权重改变 {share} %：请试试更低的学习率</translation>
        </message>
        <message>
            <source>the weights of {name} hardly move: try a higher learning rate, unless training is near its end</source>
            <translation>{name} 的权重几乎不动：除非训练接近结束，请试试更高的学习率</translation>
        </message>
        <message>
            <source>clipnorm = 1</source>
            <translation>clipnorm = 1</translation>
        </message>
        <message>
            <source>activation = leaky_relu</source>
            <translation>activation = leaky_relu</translation>
        </message>
        <message>
            <source>activation = relu, he_normal</source>
            <translation>activation = relu, he_normal</translation>
        </message>
        <message>
            <source>add BatchNormalization</source>
            <translation>添加 BatchNormalization</translation>
        </message>
        <message>
            <source>its compiler ended by signal {signal}</source>
            <translation>其编译器被信号 {signal} 终止</translation>
        </message>
        <message>
            <source>compiled kernels need the package numba. Install it: {command}, or choose auto or numpy</source>
            <translation>编译内核需要 numba 包。请安装：{command}，或选择 auto 或 numpy</translation>
        </message>
        <message>
            <source>Numba cannot compile here: {cause}</source>
            <translation>Numba 无法在此编译：{cause}</translation>
        </message>
        <message>
            <source>this machine could not be measured: {cause}</source>
            <translation>无法测量本机：{cause}</translation>
        </message>
        <message>
            <source>Let the last layer have as many outputs as the labels</source>
            <translation>请让最后一层的输出个数与标签相同</translation>
        </message>
        <message>
            <source>weights or a mask of shape {given} do not fit values of shape {values}. Give one number a sample, or as many as there are values</source>
            <translation>形状为 {given} 的权重或掩码与形状为 {values} 的值不匹配。请每个样本给一个数，或与值一样多</translation>
        </message>
        <message>
            <source>{loss} compares labels of shape {labels} with outputs of shape {outputs}. {remedy}</source>
            <translation>{loss} 把形状为 {labels} 的标签与形状为 {outputs} 的输出相比较。{remedy}</translation>
        </message>
        <message>
            <source>For labels that are class numbers use sparse_categorical_crossentropy, or one-hot labels</source>
            <translation>标签为类别编号时请用 sparse_categorical_crossentropy，或用 one-hot 标签</translation>
        </message>
        <message>
            <source>{loss} goes along axis {axis}, but the outputs have shape {outputs}. Choose axis -1</source>
            <translation>{loss} 应沿轴 {axis} 计算，但输出的形状为 {outputs}。请选择轴 -1</translation>
        </message>
        <message>
            <source>circle compares embeddings of shape (size,) by one class number a sample, got outputs of shape {outputs} and labels of shape {labels}. Flatten the outputs</source>
            <translation>circle 按每个样本一个类别编号比较形状为 (size,) 的嵌入，当前输出形状为 {outputs}，标签形状为 {labels}。请展平输出</translation>
        </message>
        <message>
            <source>{loss} needs one class number for each of {outputs}, got labels of shape {labels}. For one-hot labels use categorical_crossentropy</source>
            <translation>{loss} 需要 {outputs} 各有一个类别编号，当前标签形状为 {labels}。one-hot 标签请用 categorical_crossentropy</translation>
        </message>
        <message>
            <source>labels go from {low} to {high}, but the network has outputs for classes 0 to {limit}</source>
            <translation>标签从 {low} 到 {high}，但网络的输出只对应类别 0 到 {limit}</translation>
        </message>
        <message>
            <source>ctc compares outputs of shape (steps, classes) with labels of shape (length,), got {outputs} and {labels}. Let the last layer give scores for each step</source>
            <translation>ctc 比较形状为 (steps, classes) 的输出与形状为 (length,) 的标签，当前为 {outputs} 和 {labels}。请让最后一层为每个时间步给出得分</translation>
        </message>
        <message>
            <source>class 0 is ctc's blank: it may fill up the end of a label, not stand within it</source>
            <translation>类别 0 是 ctc 的空白：它可以填在标签末尾，不能出现在标签中间</translation>
        </message>
        <message>
            <source>must be a number, or one for each class</source>
            <translation>必须是一个数，或每个类别一个数</translation>
        </message>
        <message>
            <source>alpha has {count} numbers, but there are {classes} outputs</source>
            <translation>alpha 有 {count} 个数，但有 {classes} 个输出</translation>
        </message>
        <message>
            <source>none leaves a loss for each sample, but training needs one number. Choose sum_over_batch_size</source>
            <translation>none 使每个样本各有一个损失，但训练需要一个数。请选择 sum_over_batch_size</translation>
        </message>
        <message>
            <source>must be accuracy or acc. For another name choose the accuracy of one kind of labels</source>
            <translation>必须是 accuracy 或 acc。若要别的名称，请选择针对某一种标签的准确率</translation>
        </message>
        <message>
            <source>is only for multi_label</source>
            <translation>仅用于 multi_label</translation>
        </message>
        <message>
            <source>auc: {name} is for {count} outputs, but there are {outputs}</source>
            <translation>auc：{name} 用于 {count} 个输出，但有 {outputs} 个</translation>
        </message>
        <message>
            <source>{metric} needs one-hot labels. Choose one-hot in the data's preparation</source>
            <translation>{metric} 需要 one-hot 标签。请在数据的预处理中选择 one-hot</translation>
        </message>
        <message>
            <source>{metric} compares labels of shape {labels} with outputs of shape {outputs}. Choose another metric</source>
            <translation>{metric} 把形状为 {labels} 的标签与形状为 {outputs} 的输出相比较。请选择其他指标</translation>
        </message>
        <message>
            <source>{metric} needs one class number for each of the outputs, got labels of shape {labels}. Choose class numbers in the data's preparation, or another metric</source>
            <translation>{metric} 需要每个输出有一个类别编号，当前标签形状为 {labels}。请在数据的预处理中选择类别编号，或选择其他指标</translation>
        </message>
        <message>
            <source>must be printable characters</source>
            <translation>必须是可打印的字符</translation>
        </message>
        <message>
            <source>{metric} looks at class {class_id}, but there are {count} outputs</source>
            <translation>{metric} 应看类别 {class_id}，但只有 {count} 个输出</translation>
        </message>
        <message>
            <source>must be classes from 0 to {limit}</source>
            <translation>必须是 0 到 {limit} 的类别</translation>
        </message>
        <message>
            <source>{metric} compares labels of shape {labels} with classes of shape {outputs}. Say whether labels and outputs are class numbers (sparse_y_true, sparse_y_pred)</source>
            <translation>{metric} 把形状为 {labels} 的标签与形状为 {outputs} 的类别相比较。请说明标签和输出是否为类别编号（sparse_y_true、sparse_y_pred）</translation>
        </message>
        <message>
            <source>{loss} is for labels from 0 to 1, but they go from {low} to {high}. Choose another loss</source>
            <translation>{loss} 用于 0 到 1 的标签，而这里的标签从 {low} 到 {high}。请选择另一种损失</translation>
        </message>
        <message>
            <source>{loss} takes the numbers of classes ({classes}) for amounts. Choose a loss for classes</source>
            <translation>{loss} 把类别（{classes}）的编号当作数量。请选择用于分类的损失</translation>
        </message>
        <message>
            <source>ends in {activation}, which gives {least} to {most}, but the labels go from {low} to {high}. Choose linear</source>
            <translation>以 {activation} 结尾，输出只在 {least} 到 {most} 之间，而标签从 {low} 到 {high}。请选择 linear</translation>
        </message>
        <message>
            <source>ends in {activation}, which gives {least} and more, but the labels go from {low} to {high}. Choose linear</source>
            <translation>以 {activation} 结尾，输出不低于 {least}，而标签从 {low} 到 {high}。请选择 linear</translation>
        </message>
        <message>
            <source>has {units} outputs, but the data has {count} classes</source>
            <translation>有 {units} 个输出，而数据有 {count} 个类别</translation>
        </message>
        <message>
            <source>class {names} is in the validation part alone, which is the last of the data: it is never learned. Shuffle the rows of the file, or validate on less</source>
            <translation>类别 {names} 只出现在验证部分（数据的末尾），永远学不到。请打乱文件中的行，或减少验证的份额</translation>
        </message>
        <message>
            <source>class {names} is in the test part alone: it is never learned</source>
            <translation>类别 {names} 只出现在测试部分，永远学不到</translation>
        </message>
        <message>
            <source>there are {samples} samples to train on, fewer than a batch of {batch}: each epoch is a single step</source>
            <translation>训练样本只有 {samples} 个，少于一个批次的 {batch} 个：每轮只走一步</translation>
        </message>
        <message>
            <source>normalizes each batch by itself, but a batch is a single sample. Choose a larger batch_size</source>
            <translation>按批次做归一化，而一个批次只有一个样本。请选择更大的 batch_size</translation>
        </message>
        <message>
            <source>ends in softmax over one output, which always gives 1: it cannot learn. Choose sigmoid</source>
            <translation>以单个输出上的 softmax 结尾，它总是给出 1，无法学习。请选择 sigmoid</translation>
        </message>
        <message>
            <source>all labels are {value}: there is nothing to tell apart. Choose other data, or another column</source>
            <translation>所有标签都是 {value}，没有可区分的东西。请选择其他数据，或另一列</translation>
        </message>
        <message>
            <source>{loss} over one output cannot learn: it is for one class out of several. Choose another loss</source>
            <translation>单个输出上的 {loss} 无法学习：它用于从多个类别中选一个。请选择另一种损失</translation>
        </message>
        <message>
            <source>in the test part, {cause}</source>
            <translation>在测试部分，{cause}</translation>
        </message>
        <message>
            <source>ends in {activation}, but the loss expects scores before it (from_logits)</source>
            <translation>以 {activation} 结尾，但损失期望它之前的得分（from_logits）</translation>
        </message>
        <message>
            <source>ends in {activation}, but {loss} expects probabilities. Choose {wanted}</source>
            <translation>以 {activation} 结尾，但 {loss} 期望概率。请选择 {wanted}</translation>
        </message>
        <message>
            <source>complex numbers</source>
            <translation>复数</translation>
        </message>
        <message>
            <source>holding the weights of this network</source>
            <translation>存放此网络的权重</translation>
        </message>
        <message>
            <source>{name} takes numbers, but the data holds {kind}. Turn it into numbers first</source>
            <translation>{name} 接受数字，而数据中是{kind}。请先转换成数字</translation>
        </message>
        <message>
            <source>{name} takes one sample a row, but the data is a single number</source>
            <translation>{name} 每行接受一个样本，而数据只是一个数</translation>
        </message>
        <message>
            <source>the network has {count} inputs ({names}), got {given} arrays</source>
            <translation>网络有 {count} 个输入（{names}），得到 {given} 个数组</translation>
        </message>
        <message>
            <source>{name} takes samples of shape {shape}, got {given}</source>
            <translation>{name} 接受形状为 {shape} 的样本，当前为 {given}</translation>
        </message>
        <message>
            <source>the inputs differ in their number of samples: {name} has {count}</source>
            <translation>各输入的样本数不同：{name} 有 {count} 个</translation>
        </message>
        <message>
            <source>a batch for {name} holds {count} values that are not finite numbers. Repair those samples, or leave them out</source>
            <translation>{name} 的一个批次中有 {count} 个值不是有限数。请修正这些样本，或去掉它们</translation>
        </message>
        <message>
            <source>the weights {name} are not finite numbers. {remedy}</source>
            <translation>权重 {name} 不是有限数。{remedy}</translation>
        </message>
        <message>
            <source>{callback} watches {name}, which is never logged: there are {names}. Watch {nearest}</source>
            <translation>{callback} 监视 {name}，但它不会出现：有 {names}。请监视 {nearest}</translation>
        </message>
        <message>
            <source>{callback} names its files by {name}, but nothing is validated. Add a validation, or take {nearest}</source>
            <translation>{callback} 的文件名用到 {name}，但没有做验证。请加上验证，或改用 {nearest}</translation>
        </message>
        <message>
            <source>{callback} watches {name}, but nothing is validated. Add a validation, or watch {nearest}</source>
            <translation>{callback} 监视 {name}，但没有做验证。请加上验证，或监视 {nearest}</translation>
        </message>
        <message>
            <source>{callback} names its files by {name}, which is never logged: there are {names}. Take {nearest}</source>
            <translation>{callback} 的文件名用到 {name}，但它不会出现：有 {names}。请改用 {nearest}</translation>
        </message>
        <message>
            <source>cannot be set together with {other}. Choose one</source>
            <translation>不能与 {other} 同时设置。请选择其一</translation>
        </message>
        <message>
            <source>{pattern} is not a regular expression</source>
            <translation>{pattern} 不是正则表达式</translation>
        </message>
        <message>
            <source>the memory is of another optimizer or another network</source>
            <translation>该记忆属于另一个优化器或另一个网络</translation>
        </message>
        <message>
            <source>{title} has no {part} part</source>
            <translation>{title} 没有 {part} 部分</translation>
        </message>
        <message>
            <source>the data's {kind} are called {given}, but the network needs {wanted}</source>
            <translation>数据的 {kind} 名为 {given}，但网络需要 {wanted}</translation>
        </message>
        <message>
            <source>{metric} measures output {output}, but there are {count} outputs, counted from 0</source>
            <translation>{metric} 衡量输出 {output}，但只有 {count} 个输出（从 0 数起）</translation>
        </message>
        <message>
            <source>{title} has no test part to validate on. Take a share of the training data instead</source>
            <translation>{title} 没有可用于验证的测试部分。请改从训练数据中划出一部分</translation>
        </message>
        <message>
            <source>{name} holds no samples: there is nothing to predict</source>
            <translation>{name} 中没有样本：没有可预测的东西</translation>
        </message>
        <message>
            <source>takes samples of shape {declared}, but the data has {given}. Change the shape, or the preparation</source>
            <translation>接受形状为 {declared} 的样本，但数据为 {given}。请改变形状或预处理</translation>
        </message>
        <message>
            <source>knows the numbers from 0 to {known}, but the data has them to {most}. Set input_dim to {needed}</source>
            <translation>认识 0 到 {known} 的编号，但数据中有到 {most} 的。请把 input_dim 设为 {needed}</translation>
        </message>
        <message>
            <source>a validation split of {fraction} leaves nothing of {count} samples on one side. Choose another, or none</source>
            <translation>验证比例 {fraction} 使 {count} 个样本的一侧为空。请选择其他值，或不验证</translation>
        </message>
        <message>
            <source>there are no samples to train on</source>
            <translation>没有可供训练的样本</translation>
        </message>
        <message>
            <source>the network has {count} outputs ({names}), the data has {given} kinds of labels</source>
            <translation>网络有 {count} 个输出（{names}），数据有 {given} 种标签</translation>
        </message>
        <message>
            <source>loss_weights holds {given} numbers, but there are {count} outputs. Give each output one, or none</source>
            <translation>loss_weights 有 {given} 个数，但有 {count} 个输出。请给每个输出一个，或都不给</translation>
        </message>
        <message>
            <source>there are {x} samples but {w} weights</source>
            <translation>有 {x} 个样本，但有 {w} 个权重</translation>
        </message>
        <message>
            <source>the weights of samples must be finite numbers, none below 0</source>
            <translation>样本的权重必须是不小于 0 的有限数</translation>
        </message>
        <message>
            <source>class weights need a network with one output. Give the samples weights instead</source>
            <translation>类别权重需要只有一个输出的网络。请改为给样本加权</translation>
        </message>
        <message>
            <source>there are {x} samples but {y} labels for {name}</source>
            <translation>有 {x} 个样本，但 {name} 有 {y} 个标签</translation>
        </message>
        <message>
            <source>must be one more than the boundaries, which are at least one</source>
            <translation>必须比 boundaries 多一个，而 boundaries 至少有一个</translation>
        </message>
        <message>
            <source>must increase</source>
            <translation>必须递增</translation>
        </message>
        <message>
            <source>Keras has no warm-up to {schedule}. Choose a fixed rate or CosineDecay as the target of Warmup</source>
            <translation>Keras 没有通往 {schedule} 的预热。请把 Warmup 的目标选为固定学习率或 CosineDecay</translation>
        </message>
        <message>
            <source>making the weights of this network</source>
            <translation>生成此网络的权重</translation>
        </message>
        <message>
            <source>weights are missing: {names}</source>
            <translation>缺少权重：{names}</translation>
        </message>
        <message>
            <source>{node}/{name} has shape {found}, but the layer needs {expected}</source>
            <translation>{node}/{name} 的形状为 {found}，但该层需要 {expected}</translation>
        </message>
        <message>
            <source>{cause}. NumPy goes on computing</source>
            <translation>{cause}。继续由 NumPy 计算</translation>
        </message>
        <message>
            <source>{items} and {count} more</source>
            <translation>{items}，另有 {count} 个</translation>
        </message>
        <message>
            <source>{path}: {member} is damaged ({cause}). Take an earlier copy of the file</source>
            <translation>{path}：{member} 已损坏（{cause}）。请用文件的较早副本</translation>
        </message>
        <message>
            <source>{path} holds {count} members, more than is plausible</source>
            <translation>{path} 含有 {count} 个成员，多得不合常理</translation>
        </message>
        <message>
            <source>{path} would unpack to more than {most} GB</source>
            <translation>{path} 解压后会超过 {most} GB</translation>
        </message>
        <message>
            <source>{path} holds two members of one name</source>
            <translation>{path} 含有两个同名成员</translation>
        </message>
        <message>
            <source>{path} holds a member that points outside it: {member}</source>
            <translation>{path} 含有指向其外部的成员：{member}</translation>
        </message>
        <message>
            <source>{path} holds a link: {member}</source>
            <translation>{path} 含有链接：{member}</translation>
        </message>
        <message>
            <source>{path} is encrypted. Unlock it first</source>
            <translation>{path} 已加密。请先解锁</translation>
        </message>
        <message>
            <source>{path}: {member} is packed in a way that is not read. Pack it by deflate, or not at all</source>
            <translation>{path}：{member} 的压缩方式不受支持。请用 deflate 压缩，或不压缩</translation>
        </message>
        <message>
            <source>{path}: {member} is missing. The file is incomplete</source>
            <translation>{path}：缺少 {member}。文件不完整</translation>
        </message>
        <message>
            <source>{path}: {member} unpacks to over {ratio} times its size. Save it without compression</source>
            <translation>{path}：{member} 解压后超过其大小的 {ratio} 倍。请不压缩地保存</translation>
        </message>
        <message>
            <source>{path}: {member} holds {size} bytes, more than the {most} allowed</source>
            <translation>{path}：{member} 有 {size} 字节，超过允许的 {most}</translation>
        </message>
        <message>
            <source>{path}: {member} is not as long as it says</source>
            <translation>{path}：{member} 的长度与其声明不符</translation>
        </message>
        <message>
            <source>{path}: {member} is not where it should be</source>
            <translation>{path}：{member} 不在应在的位置</translation>
        </message>
        <message>
            <source>{path} holds members that overlap</source>
            <translation>{path} 含有相互重叠的成员</translation>
        </message>
        <message>
            <source>{path} is empty, cut short, or not a zip file. Take an earlier copy</source>
            <translation>{path} 是空的、不完整或不是 zip 文件。请用较早的副本</translation>
        </message>
        <message>
            <source>{path} is damaged. Take an earlier copy</source>
            <translation>{path} 已损坏。请使用较早的副本</translation>
        </message>
        <message>
            <source>{path} holds {member}, which is not an array. Choose an .npz file made by numpy.savez</source>
            <translation>{path} 含有 {member}，它不是数组。请选择由 numpy.savez 生成的 .npz 文件</translation>
        </message>
        <message>
            <source>{place} holds {kind}; only numbers and text can be read. Convert it before saving</source>
            <translation>{place} 含有 {kind}；只能读取数和文本。请在保存前转换</translation>
        </message>
        <message>
            <source>{place} is cut short or damaged: its size does not match its shape {shape}</source>
            <translation>{place} 不完整或已损坏：其大小与形状 {shape} 不符</translation>
        </message>
        <message>
            <source>{place} could not be read: {cause}</source>
            <translation>{place} 无法读取：{cause}</translation>
        </message>
        <message>
            <source>{place} is not a NumPy array. Save it with numpy.save or numpy.savez</source>
            <translation>{place} 不是 NumPy 数组。请用 numpy.save 或 numpy.savez 保存</translation>
        </message>
        <message>
            <source>it is a folder</source>
            <translation>它是一个文件夹</translation>
        </message>
        <message>
            <source>{path} is not a file that can be replaced. Choose another name</source>
            <translation>{path} 不是可以替换的文件。请换一个名称</translation>
        </message>
        <message>
            <source>{path} could not be written: {cause}. Choose another place, or make room there</source>
            <translation>{path} 无法写入：{cause}。请换个位置，或腾出空间</translation>
        </message>
        <message>
            <source>{path} already exists, and is written beside {target}. Choose another name, or move it away</source>
            <translation>{path} 已存在，而它会与 {target} 一同写出。请选择其他名称，或将其移走</translation>
        </message>
        <message>
            <source>{place} is cut short. Take an earlier copy</source>
            <translation>{place} 不完整。请用较早的副本</translation>
        </message>
        <message>
            <source>{place} ended while it was read. Was the file changed meanwhile?</source>
            <translation>{place} 在读取时中断。文件在此期间被改动了吗？</translation>
        </message>
        <message>
            <source>{path} is open elsewhere: {user} on {host}, process {process}, since {since}. Close it there, or choose another name</source>
            <translation>{path} 已在别处打开：{host} 上的 {user}，进程 {process}，自 {since} 起。请在那里关闭，或换一个名称</translation>
        </message>
        <message>
            <source>{place} is pickled and holds more than arrays ({what}). It could do anything when it is opened, so it is not read</source>
            <translation>{place} 是 pickle，且含有数组以外的内容（{what}）。打开它可能执行任何操作，因此不读取</translation>
        </message>
        <message>
            <source>{place} is no pickled array that can be read: {cause}</source>
            <translation>{place} 不是可读取的 pickle 数组：{cause}</translation>
        </message>
        <message>
            <source>a call</source>
            <translation>一次调用</translation>
        </message>
        <message>
            <source>the state of something else</source>
            <translation>其他对象的状态</translation>
        </message>
        <message>
            <source>{path} is a device or a socket, not a file. Choose a file</source>
            <translation>{path} 是设备或套接字，不是文件。请选择文件</translation>
        </message>
        <message>
            <source>{path} could not be read: {cause}</source>
            <translation>无法读取 {path}：{cause}</translation>
        </message>
        <message>
            <source>{path} is a folder, not a file. Choose a file in it</source>
            <translation>{path} 是文件夹，不是文件。请选择其中的一个文件</translation>
        </message>
        <message>
            <source>{path} is a pipe, not a file. Save what comes through it, and open that</source>
            <translation>{path} 是管道，不是文件。请把其中的内容保存为文件，再打开它</translation>
        </message>
        <message>
            <source>{path}: so many weights do not fit into a .safetensors file. Choose .npz</source>
            <translation>{path}：权重太多，.safetensors 文件放不下。请选择 .npz</translation>
        </message>
        <message>
            <source>{path} is cut short, or not a .safetensors file. Take an earlier copy</source>
            <translation>{path} 不完整，或不是 .safetensors 文件。请使用较早的副本</translation>
        </message>
        <message>
            <source>{path}: its header claims {size} bytes, more than is plausible</source>
            <translation>{path}：文件头声称有 {size} 字节，这不可能</translation>
        </message>
        <message>
            <source>{path} holds more than {most} GB</source>
            <translation>{path} 的内容超过 {most} GB</translation>
        </message>
        <message>
            <source>{path} holds {found} bytes of numbers, but its header tells of {expected}. Take an earlier copy</source>
            <translation>{path} 有 {found} 字节的数值，但文件头声明为 {expected}。请使用较早的副本</translation>
        </message>
        <message>
            <source>{path}: {name} has no dtype, shape and data_offsets</source>
            <translation>{path}：{name} 没有 dtype、shape 和 data_offsets</translation>
        </message>
        <message>
            <source>{path}: {name} holds {kind}, which cannot be read. Save it as float32</source>
            <translation>{path}：{name} 的类型 {kind} 无法读取。请保存为 float32</translation>
        </message>
        <message>
            <source>{path}: {name} has {size} bytes, which do not match its shape {shape}</source>
            <translation>{path}：{name} 有 {size} 字节，与其形状 {shape} 不符</translation>
        </message>
        <message>
            <source>{path} changed while it was read. Try again</source>
            <translation>{path} 在读取时被改动。请重试</translation>
        </message>
        <message>
            <source>{path}: {name} lies over another array. The file is damaged</source>
            <translation>{path}：{name} 与另一个数组重叠。文件已损坏</translation>
        </message>
        <message>
            <source>{path}: there is a gap before {name}. The file is damaged</source>
            <translation>{path}：{name} 前有空隙。文件已损坏</translation>
        </message>
        <message>
            <source>{path}: {name} has the shape {shape}, which cannot be</source>
            <translation>{path}：{name} 的形状 {shape} 不可能存在</translation>
        </message>
        <message>
            <source>something else</source>
            <translation>其他内容</translation>
        </message>
        <message>
            <source>an object</source>
            <translation>对象</translation>
        </message>
        <message>
            <source>{place} must be {expected}, got {value}</source>
            <translation>{place} 必须是 {expected}，实际是 {value}</translation>
        </message>
        <message>
            <source>a list</source>
            <translation>列表</translation>
        </message>
        <message>
            <source>{place}.{name} is missing</source>
            <translation>缺少 {place}.{name}</translation>
        </message>
        <message>
            <source>{place} ({size} MB) has to stay on disk, but it is compressed. Save it with numpy.savez, or as .npy files in a folder</source>
            <translation>{place}（{size} MB）必须留在磁盘上，但它是压缩的。请用 numpy.savez 保存，或保存为文件夹中的 .npy 文件</translation>
        </message>
        <message>
            <source>{place} is a single number. Save an array with one sample a row</source>
            <translation>{place} 是单个数。请保存每行一个样本的数组</translation>
        </message>
        <message>
            <source>{place} ({size} MB) has to stay on disk, but it was saved column by column. Save it again with numpy.ascontiguousarray</source>
            <translation>{place}（{size} MB）必须留在磁盘上，但它是按列保存的。请用 numpy.ascontiguousarray 处理后重新保存</translation>
        </message>
        <message>
            <source>{place} was changed while it was opened. Load it again</source>
            <translation>{place} 在打开时被改动。请重新载入</translation>
        </message>
        <message>
            <source>{path} unpacks to over {ratio} times its size. Save it with numpy.savez, which does not compress</source>
            <translation>{path} 解压后超过其大小的 {ratio} 倍。请用不压缩的 numpy.savez 保存</translation>
        </message>
        <message>
            <source>{place} cannot be read as JSON: {cause}</source>
            <translation>{place} 无法作为 JSON 读取：{cause}</translation>
        </message>
        <message>
            <source>{place} is larger than {most} MB</source>
            <translation>{place} 大于 {most} MB</translation>
        </message>
        <message>
            <source>{place} could not be written: it could not be read again, since {cause}</source>
            <translation>{place} 无法写入：写入后将无法再次读取，因为{cause}</translation>
        </message>
        <message>
            <source>{path} is write-protected. Choose another name, or remove the protection</source>
            <translation>{path} 有写保护。请换一个名称，或取消写保护</translation>
        </message>
        <message>
            <source>{path} is empty. Take an earlier copy</source>
            <translation>{path} 是空的。请用较早的副本</translation>
        </message>
        <message>
            <source>{path}: unknown kind of file. There are {known}</source>
            <translation>{path}：未知的文件类型。可用的有 {known}</translation>
        </message>
        <message>
            <source>{suffix} files can be read but not written. Choose another suffix</source>
            <translation>{suffix} 文件可以读取但不能写入。请选择其他后缀</translation>
        </message>
        <message>
            <source>{label} cannot express this network: {problems}</source>
            <translation>{label} 无法表达此网络：{problems}</translation>
        </message>
        <message>
            <source>{label} records a training run, and there has been none yet. Train the network first</source>
            <translation>{label} 记录一次训练，而目前还没有训练过。请先训练网络</translation>
        </message>
        <message>
            <source>{suffix} files can be written but not read. Choose another file</source>
            <translation>{suffix} 文件可以写入但不能读取。请选择其他文件</translation>
        </message>
        <message>
            <source>there is no format {name}. There are {known}</source>
            <translation>没有名为 {name} 的格式。可用的有 {known}</translation>
        </message>
        <message>
            <source>its data_format is not known. Say channels_first or channels_last</source>
            <translation>它的 data_format 未知。请写 channels_first 或 channels_last</translation>
        </message>
        <message>
            <source>with channels first its {function} runs over the width of the picture, not over the channels. Write it as a layer Softmax behind</source>
            <translation>通道在前时，它的 {function} 沿图像的宽度而不是沿通道计算。请在其后单独写一个 Softmax 层</translation>
        </message>
        <message>
            <source>its arguments are {names}, got {given}</source>
            <translation>它的参数是 {names}，得到的是 {given}</translation>
        </message>
        <message>
            <source>projection_dim is a whole number, got {value}</source>
            <translation>projection_dim 是整数，得到的是 {value}</translation>
        </message>
        <message>
            <source>{path} holds weights but no network. Open the model, then load weights into it</source>
            <translation>{path} 只有权重没有网络。请先打开模型，再载入权重</translation>
        </message>
        <message>
            <source>{path}: {layer} has {found} weights in the file, but the layer needs {expected}</source>
            <translation>{path}：{layer} 在文件中有 {found} 个权重，但该层需要 {expected} 个</translation>
        </message>
        <message>
            <source>{names}: hard_sigmoid was another function in Keras 2. The weights before it were multiplied by 1.2, so that the outputs are the same</source>
            <translation>{names}：hard_sigmoid 在 Keras 2 中是另一个函数。它前面的权重已乘以 1.2，使输出保持不变</translation>
        </message>
        <message>
            <source>{names}: hard_sigmoid was another function in Keras 2, and these weights were trained with it. Open the whole model in place of its weights</source>
            <translation>{names}：hard_sigmoid 在 Keras 2 中是另一个函数，这些权重是用它训练的。请打开整个模型，而不只是权重</translation>
        </message>
        <message>
            <source>{names}: hard_sigmoid was another function in Keras 2, and the file does not say which release wrote it. If it was one before 3, open the whole model in place of its weights</source>
            <translation>{names}：hard_sigmoid 在 Keras 2 中是另一个函数，而文件没有说明由哪个版本写成。如果早于 3，请打开整个模型，而不只是权重</translation>
        </message>
        <message>
            <source>{path}: {layer} uses the hard_sigmoid of Keras 2, which Keras 3 no longer has. Save the model with another activation</source>
            <translation>{path}：{layer} 使用 Keras 2 的 hard_sigmoid，Keras 3 已不再提供。请换用其他激活函数后保存模型</translation>
        </message>
        <message>
            <source>its calls differ in more than what they read</source>
            <translation>它的各次调用不止在所读内容上不同</translation>
        </message>
        <message>
            <source>it is called with {name}, which cannot be read</source>
            <translation>它以 {name} 调用，无法读取</translation>
        </message>
        <message>
            <source>a mask reaches it, and operations pass none on</source>
            <translation>有掩码到达它，而运算不会传递掩码</translation>
        </message>
        <message>
            <source>{path} holds {kind}, not a Sequential or Functional model</source>
            <translation>{path} 含有 {kind}，而不是 Sequential 或 Functional 模型</translation>
        </message>
        <message>
            <source>{path}: {problems}</source>
            <translation>{path}：{problems}</translation>
        </message>
        <message>
            <source>{names}: computed in half precision there, and computes in float32 here, as its weights are</source>
            <translation>{names}：原来以半精度计算，在这里按其权重的类型以 float32 计算</translation>
        </message>
        <message>
            <source>{path}: {layer} reads {place}, which is not in the model</source>
            <translation>{path}：{layer} 读取 {place}，而它不在模型中</translation>
        </message>
        <message>
            <source>{path}: {cause}</source>
            <translation>{path}：{cause}</translation>
        </message>
        <message>
            <source>{names} put channels first in the file. They come last here: transpose pictures before they enter</source>
            <translation>{names} 在文件中通道在前。这里通道在后：请在输入前转换图片的轴顺序</translation>
        </message>
        <message>
            <source>channels come first in the model, where operations cannot be read</source>
            <translation>模型中通道在前，此时无法读取运算</translation>
        </message>
        <message>
            <source>{path}: a layer has no config</source>
            <translation>{path}：某层没有配置</translation>
        </message>
        <message>
            <source>{path}: a layer has no name</source>
            <translation>{path}：某层没有名称</translation>
        </message>
        <message>
            <source>{path}: models are nested more than {most} deep</source>
            <translation>{path}：模型嵌套超过 {most} 层</translation>
        </message>
        <message>
            <source>{path} holds layers that cannot be read: {layers}</source>
            <translation>{path} 含有无法读取的层：{layers}</translation>
        </message>
        <message>
            <source>{path} does not say the shape of its input. Save the model after it was built</source>
            <translation>{path} 没有说明其输入的形状。请在模型构建之后保存</translation>
        </message>
        <message>
            <source>{layer}: its weights lie along axes that stand otherwise here</source>
            <translation>{layer}：它的权重所沿的轴在这里的顺序不同</translation>
        </message>
        <message>
            <source>a mask reaches an operation inside of it, and operations pass none on</source>
            <translation>有掩码到达其内部的运算，而运算不会传递掩码</translation>
        </message>
        <message>
            <source>{path}: {layer} is called with a mask of its own</source>
            <translation>{path}：{layer} 以自己的掩码调用</translation>
        </message>
        <message>
            <source>how it was compiled cannot be read: {cause}</source>
            <translation>无法读取其编译方式：{cause}</translation>
        </message>
        <message>
            <source>{path} is damaged: reading it never ends. Take an earlier copy</source>
            <translation>{path} 已损坏：读取它没有尽头。请使用较早的副本</translation>
        </message>
        <message>
            <source>{path} is damaged: reading it failed (helper process ended with {code})</source>
            <translation>{path} 已损坏：读取失败（辅助进程以 {code} 结束）</translation>
        </message>
        <message>
            <source>{path} holds weights but no network. Save the whole model: model.save(…)</source>
            <translation>{path} 只有权重没有网络。请保存整个模型：model.save(…)</translation>
        </message>
        <message>
            <source>{path}: several weights of {layer} are called {names} in the file, which holds only one of each. Keras 3.0 wrote such files: save the model as .keras</source>
            <translation>{path}：文件中 {layer} 的多个权重同名为 {names}，每个名称只存有一份。Keras 3.0 会写出这样的文件：请将模型另存为 .keras</translation>
        </message>
        <message>
            <source>{names}: hard_sigmoid was another function in Keras 2. Weights of that release would give other outputs: open the whole model in their place</source>
            <translation>{names}：hard_sigmoid 在 Keras 2 中是另一个函数。那个版本的权重会给出不同的输出：请改为打开完整的模型</translation>
        </message>
        <message>
            <source>its cells cannot be read</source>
            <translation>无法读取它的单元</translation>
        </message>
        <message>
            <source>it is a class of {module}, not a layer of Keras</source>
            <translation>它是 {module} 的类，而不是 Keras 的层</translation>
        </message>
        <message>
            <source>the layer inside it puts channels first, which cannot be changed here</source>
            <translation>其中的层把通道放在最前，这里无法转换</translation>
        </message>
        <message>
            <source>the model inside of it holds operations, to which a mask could come</source>
            <translation>其内部的模型含有掩码可能到达的运算</translation>
        </message>
        <message>
            <source>its cells lie one above the other, and it is told {name}</source>
            <translation>它的单元是上下叠放的，却指定了 {name}</translation>
        </message>
        <message>
            <source>its cell {kind} is not known</source>
            <translation>未知的单元 {kind}</translation>
        </message>
        <message>
            <source>leaves pictures as they came outside of training in Keras 3.8 and newer, whatever it documents. Put a Resizing to {size} with crop_to_aspect_ratio behind it: then Keras computes what is computed here</source>
            <translation>在 Keras 3.8 及更新版本中，训练之外它会让图像保持原样，与其文档不符。请在其后放一个大小为 {size}、启用 crop_to_aspect_ratio 的 Resizing：这样 Keras 的计算就与此处相同</translation>
        </message>
        <message>
            <source>keeps its state from batch to batch, which a file of Keras ties to one size of batches. Turn stateful off to export: the weights stay the same</source>
            <translation>在批次之间保持状态，而 Keras 的文件会把它固定为一种批次大小。请关闭 stateful 再导出：权重不变</translation>
        </message>
        <message>
            <source>applies a whole network to every step, which scripts cannot say. Export as .keras, or take the network out</source>
            <translation>对每一步应用整个网络，脚本无法表达。请导出为 .keras，或移除该网络</translation>
        </message>
        <message>
            <source>cannot be in a model of Keras, which takes its output for its input. Prepare pictures with it, or take it out</source>
            <translation>不能放在 Keras 的模型中，Keras 会把它的输出当作输入。请用它预处理图片，或将其移除</translation>
        </message>
        <message>
            <source>compares a query of width {query} with values of width {value}; Keras takes only equal ones</source>
            <translation>比较宽度为 {query} 的查询与宽度为 {value} 的值;Keras 只接受相同的宽度</translation>
        </message>
        <message>
            <source>works along several axes, which Keras forgets when it reads an .h5 file. Export as .keras</source>
            <translation>沿多个轴工作，而 Keras 读取 .h5 文件时会丢失这一点。请导出为 .keras</translation>
        </message>
        <message>
            <source>has one mean for all values, which Keras forgets when it reads an .h5 file. Export as .keras</source>
            <translation>对所有值只有一个均值，而 Keras 在读取 .h5 文件时会丢失这一点。请导出为 .keras</translation>
        </message>
        <message>
            <source>its mask cannot be read</source>
            <translation>它的掩码无法读取</translation>
        </message>
        <message>
            <source>it computes in {dtype}; only float32 can be read</source>
            <translation>它以 {dtype} 计算；只能读取 float32</translation>
        </message>
        <message>
            <source>its shape is missing</source>
            <translation>缺少它的形状</translation>
        </message>
        <message>
            <source>it takes {dtype}, which cannot be read</source>
            <translation>它接受 {dtype}，无法读取</translation>
        </message>
        <message>
            <source>the activation {value} cannot be read</source>
            <translation>激活函数 {value} 无法读取</translation>
        </message>
        <message>
            <source>{value} cannot be read</source>
            <translation>{value} 无法读取</translation>
        </message>
        <message>
            <source>it names no loss</source>
            <translation>它没有指明损失</translation>
        </message>
        <message>
            <source>the file names no optimizer; it is {name}, which Keras takes then</source>
            <translation>文件没有写明优化器；这里采用 {name}，与 Keras 在此情况下的做法相同</translation>
        </message>
        <message>
            <source>its argument {name} is not known</source>
            <translation>未知的参数 {name}</translation>
        </message>
        <message>
            <source>the metric {name} was left out: {cause}</source>
            <translation>略去了指标 {name}：{cause}</translation>
        </message>
        <message>
            <source>its argument {name}={value} cannot be expressed</source>
            <translation>它的参数 {name}={value} 无法表达</translation>
        </message>
        <message>
            <source>{value} is not a number that a layer could hold</source>
            <translation>{value} 不是层可以保存的数</translation>
        </message>
        <message>
            <source>it reads numbers of shape {shape}, of which no layer holds so many axes</source>
            <translation>它读取形状为 {shape} 的数，没有层能保存这么多轴</translation>
        </message>
        <message>
            <source>it reads {count} numbers for inputs of shape {shape}</source>
            <translation>它为形状 {shape} 的输入读取 {count} 个数</translation>
        </message>
        <message>
            <source>it divides by 0</source>
            <translation>它除以 0</translation>
        </message>
        <message>
            <source>it does not read exactly one tensor</source>
            <translation>它读取的不是一个张量</translation>
        </message>
        <message>
            <source>its {name} is missing</source>
            <translation>缺少它的 {name}</translation>
        </message>
        <message>
            <source>it works along axis {axis} of {rank}, which no layer does</source>
            <translation>它沿第 {axis} 轴（共 {rank} 个）工作，没有层这样做</translation>
        </message>
        <message>
            <source>it reads no tensor</source>
            <translation>它不读取任何张量</translation>
        </message>
        <message>
            <source>it divides by a tensor, which no layer does</source>
            <translation>它除以一个张量，没有层这样做</translation>
        </message>
        <message>
            <source>it raises to another power than 2, which no layer does</source>
            <translation>它求 2 以外的幂，没有层这样做</translation>
        </message>
        <message>
            <source>it turns its input into {dtype}</source>
            <translation>它把输入转换为 {dtype}</translation>
        </message>
        <message>
            <source>it approximates gelu by tanh, which no layer does</source>
            <translation>它用 tanh 近似 gelu，没有层这样做</translation>
        </message>
        <message>
            <source>it fixes the size of the batch: {shape}</source>
            <translation>它固定了批次的大小：{shape}</translation>
        </message>
        <message>
            <source>it turns inputs of shape {before} into {after}</source>
            <translation>它把形状 {before} 的输入变为 {after}</translation>
        </message>
        <message>
            <source>it moves the axis of the batch</source>
            <translation>它移动批次轴</translation>
        </message>
        <message>
            <source>it leaves out an axis of another size than 1</source>
            <translation>它去掉大小不为 1 的轴</translation>
        </message>
        <message>
            <source>it joins something other than tensors</source>
            <translation>它连接的不是张量</translation>
        </message>
        <message>
            <source>it cuts an input whose size is open</source>
            <translation>它裁剪大小不定的输入</translation>
        </message>
        <message>
            <source>it picks single numbers</source>
            <translation>它取出单个的数</translation>
        </message>
        <message>
            <source>what it takes of its input cannot be read</source>
            <translation>无法读取它取输入的哪一部分</translation>
        </message>
        <message>
            <source>it takes some samples of all, which no layer does</source>
            <translation>它只取部分样本，没有层这样做</translation>
        </message>
        <message>
            <source>it cuts everything off</source>
            <translation>它把一切都裁掉了</translation>
        </message>
        <message>
            <source>it meets inputs of shape {one} and {other}, in which samples are mixed</source>
            <translation>它的输入形状为 {one} 和 {other}，样本会混在一起</translation>
        </message>
        <message>
            <source>it takes together other axes than all between the batch and the last, which no layer does</source>
            <translation>它合并的不是批次与最后一轴之间的所有轴，没有层这样做</translation>
        </message>
        <message>
            <source>it sums over steps of which the count is open</source>
            <translation>它对数目不定的步求和</translation>
        </message>
        <message>
            <source>it cuts an array of more axes than layers do</source>
            <translation>它裁剪的轴多于层所能处理的</translation>
        </message>
        <message>
            <source>it takes some values of all, which no layer does</source>
            <translation>它隔着取值，没有层这样做</translation>
        </message>
        <message>
            <source>it takes place {place} of {size}</source>
            <translation>它取 {size} 个位置中的第 {place} 个</translation>
        </message>
        <message>
            <source>it compares with a number, which no layer does</source>
            <translation>它与一个数比较，没有层这样做</translation>
        </message>
        <message>
            <source>no layer computes the operation {name}</source>
            <translation>没有层能计算运算 {name}</translation>
        </message>
        <message>
            <source>the operation {name} is called more than once</source>
            <translation>运算 {name} 被调用了不止一次</translation>
        </message>
        <message>
            <source>its call cannot be read</source>
            <translation>无法读取它的调用</translation>
        </message>
        <message>
            <source>is a {kind}, which Keras does not have. Export a Keras script, which includes its class, or take it out</source>
            <translation>是 {kind}，Keras 中没有。请导出为 Keras 脚本（会带上它的类），或将其移除</translation>
        </message>
        <message>
            <source>is a {kind}, which Keras does not have. Take it out, or export in another format</source>
            <translation>是 {kind}，Keras 中没有。请将其移除，或导出为其他格式</translation>
        </message>
        <message>
            <source>is a {kind}, which Keras does not have, and its package does not say how it is written. Take it out</source>
            <translation>是 {kind}，Keras 中没有，其软件包也没有说明如何写出它。请将其移除</translation>
        </message>
        <message>
            <source>Keras has no {kind}. Choose another, or export a Keras script, which includes its class</source>
            <translation>Keras 没有 {kind}。请另选一个，或导出会带上其类的 Keras 脚本</translation>
        </message>
        <message>
            <source>Keras has no {kind}, and its package does not say how it is written. Choose another</source>
            <translation>Keras 没有 {kind}，其软件包也没有说明如何写出它。请另选一个</translation>
        </message>
        <message>
            <source>{names}: outside of training a RandomCrop gives the middle of pictures here, as Keras documents it. Keras 3.8 and newer leave pictures as they came</source>
            <translation>{names}：训练之外，RandomCrop 在此处取图像的中间部分，与 Keras 的文档一致。Keras 3.8 及更新版本则让图像保持原样</translation>
        </message>
        <message>
            <source>Keras trains {names} again when it has read the file: there, set trainable to False once more</source>
            <translation>Keras 读入该文件后会重新训练 {names}：请在那里再次把 trainable 设为 False</translation>
        </message>
        <message>
            <source>Keras {release} or newer is needed: {causes}</source>
            <translation>需要 Keras {release} 或更新版本：{causes}</translation>
        </message>
        <message>
            <source>Keras {release} or newer is needed, for a Functional model has a single input or output. An .h5 file loads in older ones too</source>
            <translation>需要 Keras {release} 或更新版本，因为其中的函数式模型只有一个输入或输出。.h5 文件也能在更旧的版本中加载</translation>
        </message>
        <message>
            <source>{path} holds a graph of TensorFlow's operations, not layers. Convert the Keras model itself: --output_format tfjs_layers_model</source>
            <translation>{path} 含有的是 TensorFlow 运算图，而不是层。请转换 Keras 模型本身：--output_format tfjs_layers_model</translation>
        </message>
        <message>
            <source>{path} lists more weights than its network can have</source>
            <translation>{path} 列出的权重多于其网络所能有的</translation>
        </message>
        <message>
            <source>{path} lists {names} twice</source>
            <translation>{path} 将 {names} 列出了两次</translation>
        </message>
        <message>
            <source>{path}: {weight} is stored as {kind}, which cannot be read</source>
            <translation>{path}：{weight} 以 {kind} 存储，无法读取</translation>
        </message>
        <message>
            <source>{path}: the files {names} hold other than the {size} bytes that their weights take</source>
            <translation>{path}：文件 {names} 的内容与其权重所占的 {size} 字节不符</translation>
        </message>
        <message>
            <source>{path}: {layer} has a list of cells, whose weights cannot be read</source>
            <translation>{path}：{layer} 含有一列单元，其权重无法读取</translation>
        </message>
        <message>
            <source>{path}: {file} is no file beside it</source>
            <translation>{path}：{file} 不是同一文件夹中的文件</translation>
        </message>
        <message>
            <source>{names}: weights of no layer</source>
            <translation>{names}：不属于任何层的权重</translation>
        </message>
        <message>
            <source>what the optimizer {kind} remembers is kept in another form in the file and was left out: it starts afresh</source>
            <translation>优化器 {kind} 的记忆在文件中以另一种形式保存，已略去：它从头开始</translation>
        </message>
        <message>
            <source>{path}: {layer} has no {weight} in the file</source>
            <translation>{path}：{layer} 在文件中没有 {weight}</translation>
        </message>
        <message>
            <source>{path}: {layer}/{weight} has shape {found}, but the layer needs {expected}</source>
            <translation>{path}：{layer}/{weight} 的形状为 {found}，但该层需要 {expected}</translation>
        </message>
        <message>
            <source>a script reads numbers in one way, but {path} has another decimal sign than {first}. Save it alike</source>
            <translation>脚本只能以一种方式读取数字，而 {path} 的小数点与 {first} 不同。请以相同形式保存</translation>
        </message>
        <message>
            <source>a Sequential model is a single chain of layers, but {names} branch, join, share or stand apart. Choose the functional style</source>
            <translation>Sequential 模型是一条单独的层链，但 {names} 有分支、合并、共享或独立的情况。请选择函数式</translation>
        </message>
        <message>
            <source>a script cannot read the pictures that a table names (column {name}) yet</source>
            <translation>脚本还不能读取表格（列 {name}）指明的图片</translation>
        </message>
        <message>
            <source>a script reads tables of text. Save {path} as a .csv file, and choose that</source>
            <translation>脚本读取文本表格。请把 {path} 另存为 .csv 文件，再选择它</translation>
        </message>
        <message>
            <source>the network has no output. Let a layer read its input</source>
            <translation>网络没有输出。请让某一层读取它的输入</translation>
        </message>
        <message>
            <source>a script cannot take windows out of several files. Put the rows into one</source>
            <translation>脚本不能从多个文件中取窗口。请把各行放进一个文件</translation>
        </message>
        <message>
            <source>a script cannot tell texts in {encoding} from others. Save them as UTF-8</source>
            <translation>脚本无法分辨 {encoding} 的文本。请保存为 UTF-8</translation>
        </message>
        <message>
            <source>is a {kind}, which NumPy-only scripts do not know</source>
            <translation>是 {kind}，只用 NumPy 的脚本不支持</translation>
        </message>
        <message>
            <source>applies a layer to steps with padding inside, which the script cannot do. Take the mask out</source>
            <translation>把层应用于内部带填充的各步，脚本做不到。请去掉掩码</translation>
        </message>
        <message>
            <source>{path} cannot be computed: {cause}</source>
            <translation>{path} 无法计算：{cause}</translation>
        </message>
        <message>
            <source>ONNX files need the package onnx from release {oldest} on, and here is {found}. Install it: {command}</source>
            <translation>ONNX 文件需要 onnx 包 {oldest} 或更新的版本，这里是 {found}。请安装：{command}</translation>
        </message>
        <message>
            <source>ONNX files need the package onnx. Install it: {command}</source>
            <translation>ONNX 文件需要 onnx 包。请安装：{command}</translation>
        </message>
        <message>
            <source>joins samples with other axes in a way that no layer does</source>
            <translation>把样本轴与其他轴合并，没有层能这样做</translation>
        </message>
        <message>
            <source>multiplies values whose sizes do not fit</source>
            <translation>相乘的值大小不匹配</translation>
        </message>
        <message>
            <source>mixes values in a way that no layer does</source>
            <translation>以任何层都不采用的方式混合值</translation>
        </message>
        <message>
            <source>computes scores of attention, and no attention comes of them</source>
            <translation>计算了注意力分数，但之后并未构成注意力</translation>
        </message>
        <message>
            <source>spreads numbers to {count} weights, more than can be held</source>
            <translation>把数展开为 {count} 个权重，超出可容纳的数量</translation>
        </message>
        <message>
            <source>moves or joins the axis of the samples, which no layer does</source>
            <translation>移动或合并了样本轴，没有层能这样做</translation>
        </message>
        <message>
            <source>arranges axes in a way that no layer does</source>
            <translation>对轴的重排没有层能做到</translation>
        </message>
        <message>
            <source>changes axes of which more than one has no fixed size</source>
            <translation>改变的轴中有不止一个大小不固定</translation>
        </message>
        <message>
            <source>has a {name} of shape {found}, where its input needs {expected}</source>
            <translation>{name} 的形状为 {found}，而其输入需要 {expected}</translation>
        </message>
        <message>
            <source>compares values, which gives yes or no and nothing to train through; no layer does</source>
            <translation>比较值，结果只是“是”或“否”，无法通过它训练；没有层这样做</translation>
        </message>
        <message>
            <source>chooses between values, which no layer does</source>
            <translation>在值之间选择，没有层这样做</translation>
        </message>
        <message>
            <source>takes signs, which no layer does</source>
            <translation>取符号，没有层这样做</translation>
        </message>
        <message>
            <source>computes too many numbers before the network begins</source>
            <translation>在网络开始之前要计算的数太多</translation>
        </message>
        <message>
            <source>does not fit the numbers that it is given</source>
            <translation>与给它的数不匹配</translation>
        </message>
        <message>
            <source>{path} is larger than 2 GB, which no ONNX file can be</source>
            <translation>{path} 大于 2 GB，ONNX 文件不可能这么大</translation>
        </message>
        <message>
            <source>{path} has more than {most} operators, too many to read</source>
            <translation>{path} 中的运算超过 {most} 个，太多而无法读取</translation>
        </message>
        <message>
            <source>{path} holds no network. Export it again</source>
            <translation>{path} 中没有网络。请重新导出</translation>
        </message>
        <message>
            <source>{path} holds names that are not text. It is damaged; export it again</source>
            <translation>{path} 中有不是文本的名称。文件已损坏；请重新导出</translation>
        </message>
        <message>
            <source>{path}: the array {name} holds values of the kind {kind}, which is not read. Export it with float32</source>
            <translation>{path}：数组 {name} 的值类型为 {kind}，无法读取。请以 float32 导出</translation>
        </message>
        <message>
            <source>{path}: the array {name} has the shape {shape}</source>
            <translation>{path}：数组 {name} 的形状为 {shape}</translation>
        </message>
        <message>
            <source>{path}: the array {name} of shape {shape} needs {wanted} numbers, but the file holds {found}. It is damaged; export it again</source>
            <translation>{path}：形状为 {shape} 的数组 {name} 需要 {wanted} 个数，但文件中有 {found} 个。文件已损坏；请重新导出</translation>
        </message>
        <message>
            <source>{path} is not an ONNX file, or it is damaged. Export it again</source>
            <translation>{path} 不是 ONNX 文件，或已损坏。请重新导出</translation>
        </message>
        <message>
            <source>{path}: its graphs are nested more than {most} deep</source>
            <translation>{path}：其中的图嵌套超过 {most} 层</translation>
        </message>
        <message>
            <source>{path}: the array {name} lies in another file, which is followed for weights only. Save the model with all of its data in one file</source>
            <translation>{path}：数组 {name} 位于另一个文件中，只有权重才会从其他文件读取。请把模型的全部数据保存在一个文件里</translation>
        </message>
        <message>
            <source>turns values round, which only a recurrent layer does as it reads</source>
            <translation>反转值的顺序，只有循环层在读取时才这样做</translation>
        </message>
        <message>
            <source>resizes in a way that no layer does</source>
            <translation>以任何层都不采用的方式改变尺寸</translation>
        </message>
        <message>
            <source>resizes with the corners in their places (align_corners), which no layer does</source>
            <translation>改变尺寸时保持四角不动（align_corners），没有层这样做</translation>
        </message>
        <message>
            <source>resizes by other cubic curves than Keras's (cubic_coeff_a -0.5, exclude_outside 1)</source>
            <translation>改变尺寸时所用的三次曲线与 Keras 不同（cubic_coeff_a 为 -0.5，exclude_outside 为 1）</translation>
        </message>
        <message>
            <source>{path} holds functions that call themselves. It is damaged; export it again</source>
            <translation>{path} 中有调用自身的函数。文件已损坏，请重新导出</translation>
        </message>
        <message>
            <source>{path} holds functions that do not fit their calls. Export it again</source>
            <translation>{path} 中的函数与其调用不匹配。请重新导出</translation>
        </message>
        <message>
            <source>{path}: its input {name} takes no numbers</source>
            <translation>{path}：其输入 {name} 不接受数值</translation>
        </message>
        <message>
            <source>{path} does not say the shape of its input {name}</source>
            <translation>{path} 没有说明其输入 {name} 的形状</translation>
        </message>
        <message>
            <source>{path}: its input {name} is one number, without samples</source>
            <translation>{path}：其输入 {name} 是单个数，没有样本轴</translation>
        </message>
        <message>
            <source>left out: inputs that nothing reads: {names}</source>
            <translation>已省略：没有被使用的输入：{names}</translation>
        </message>
        <message>
            <source>{path}: its input {name}: {cause}</source>
            <translation>{path}：其输入 {name}：{cause}</translation>
        </message>
        <message>
            <source>joins values whose sizes do not fit</source>
            <translation>合并的各值大小不匹配</translation>
        </message>
        <message>
            <source>takes a root, which no layer does but a normalization</source>
            <translation>开平方根，除归一化层外没有层这样做</translation>
        </message>
        <message>
            <source>decides while it runs what is computed, or repeats steps that are no SimpleRNN's or GRU's; no layer does</source>
            <translation>在运行时才决定计算什么，或重复既非 SimpleRNN 也非 GRU 的步骤；没有层这样做</translation>
        </message>
        <message>
            <source>joins values whose axes of samples do not lie over each other</source>
            <translation>合并的各值样本轴不对应</translation>
        </message>
        <message>
            <source>{path} lacks something, or its parts do not fit. Export it again</source>
            <translation>{path} 缺少内容，或各部分不相符。请重新导出</translation>
        </message>
        <message>
            <source>{path} is of opset {opset}; {first} to {last} can be read. Export it for opset 17</source>
            <translation>{path} 的 opset 为 {opset}；可读取 {first} 到 {last}。请以 opset 17 导出</translation>
        </message>
        <message>
            <source>{path}: its operators read each other in a circle. It is damaged; export it again</source>
            <translation>{path}：其中的算子互相循环引用。文件已损坏，请重新导出</translation>
        </message>
        <message>
            <source>{path} holds sparse arrays, which are not read. Export it with dense ones</source>
            <translation>{path} 含有稀疏数组，无法读取。请以稠密数组导出</translation>
        </message>
        <message>
            <source>divides one by a deviation, which no layer does but a normalization</source>
            <translation>用 1 除以标准差，除归一化层外没有层这样做</translation>
        </message>
        <message>
            <source>divides one by a length, which no layer does but a normalization</source>
            <translation>用 1 除以长度，除归一化层外没有层这样做</translation>
        </message>
        <message>
            <source>has no layer that does the same with samples</source>
            <translation>没有对样本做同样运算的层</translation>
        </message>
        <message>
            <source>follows an operator that no layer has by itself</source>
            <translation>接在一个没有单独对应层的运算之后</translation>
        </message>
        <message>
            <source>reads numbers where it needs what a layer gives</source>
            <translation>读取的是固定的数，而需要的是层的输出</translation>
        </message>
        <message>
            <source>lacks an input</source>
            <translation>缺少一个输入</translation>
        </message>
        <message>
            <source>computes its {what} from the samples, where layers hold it fixed</source>
            <translation>由样本计算其 {what}，而层中它是固定的</translation>
        </message>
        <message>
            <source>spreads a number to {count}, more than can be held</source>
            <translation>把一个数展开为 {count} 个，超出可容纳的数量</translation>
        </message>
        <message>
            <source>names axis {axis} of an array that has {rank}</source>
            <translation>指定了轴 {axis}，而数组只有 {rank} 个轴</translation>
        </message>
        <message>
            <source>has {count} {name}, more than any layer</source>
            <translation>有 {count} 个 {name}，多于任何层</translation>
        </message>
        <message>
            <source>{path} gives labels or tables alone ({names}), and no numbers that a network could learn to give. Export the model with its scores</source>
            <translation>{path} 只输出标签或表格（{names}），没有网络可以学习给出的数值。请连同其得分一起导出模型</translation>
        </message>
        <message>
            <source>{path} names its output {name} twice. Export it again</source>
            <translation>{path} 的输出 {name} 出现了两次。请重新导出</translation>
        </message>
        <message>
            <source>{path}: its output {name} does not come of its input</source>
            <translation>{path}：其输出 {name} 不是由输入得出的</translation>
        </message>
        <message>
            <source>left out: outputs that are labels or tables, not numbers of a network: {names}</source>
            <translation>已略去：是标签或表格而不是网络数值的输出：{names}</translation>
        </message>
        <message>
            <source>{path}: its output {name} {cause}</source>
            <translation>{path}：其输出 {name} {cause}</translation>
        </message>
        <message>
            <source>{path}: the array {name} lies in {file}, which could not be read: {cause}. Keep both files in one folder</source>
            <translation>{path}：数组 {name} 位于 {file}，但无法读取：{cause}。请把两个文件放在同一个文件夹中</translation>
        </message>
        <message>
            <source>{path}: the array {name} is in another file, {file}, which is not a .data file beside it. Save the model with all of its data in one file (external_data=False)</source>
            <translation>{path}：数组 {name} 位于另一个文件 {file}，它不是旁边的 .data 文件。请把模型的全部数据保存在一个文件里(external_data=False)</translation>
        </message>
        <message>
            <source>{path}: the array {name} is said to be {length} bytes from {start} on in {file}, but its shape takes {wanted}. It is damaged; export it again</source>
            <translation>{path}：数组 {name} 据称是 {file} 中从 {start} 开始的 {length} 字节，但其形状需要 {wanted} 字节。文件已损坏，请重新导出</translation>
        </message>
        <message>
            <source>it is not a plain file</source>
            <translation>它不是普通文件</translation>
        </message>
        <message>
            <source>{path}: {file} is too short for the array {name}, which needs {length} bytes from {start} on. It is cut short; export the model again</source>
            <translation>{path}：{file} 太短，数组 {name} 需要从 {start} 开始的 {length} 字节。文件不完整，请重新导出模型</translation>
        </message>
        <message>
            <source>computes with whole numbers of 8 bits or fewer. Export the model before it is quantized</source>
            <translation>使用 8 位或更少位数的整数计算。请在量化之前导出模型</translation>
        </message>
        <message>
            <source>decides while it runs what is computed, which no network of layers does</source>
            <translation>在运行时才决定计算什么，由层构成的网络不会这样做</translation>
        </message>
        <message>
            <source>gives as many values as it finds, where layers give a fixed count</source>
            <translation>找到多少值就输出多少，而层输出的数量是固定的</translation>
        </message>
        <message>
            <source>works on texts</source>
            <translation>处理文本</translation>
        </message>
        <message>
            <source>draws random numbers. Export the model in eval mode</source>
            <translation>抽取随机数。请在 eval 模式下导出模型</translation>
        </message>
        <message>
            <source>is a step of training. Export the model for inference</source>
            <translation>是训练的一个步骤。请导出用于推理的模型</translation>
        </message>
        <message>
            <source>computes spectra, which no layer does</source>
            <translation>计算频谱，没有层这样做</translation>
        </message>
        <message>
            <source>rounds values, which gives nothing to train through; no layer does</source>
            <translation>对值取整，无法通过它训练；没有层这样做</translation>
        </message>
        <message>
            <source>is an operator of onnxruntime alone. Export the model without onnxruntime's optimizations</source>
            <translation>是 onnxruntime 独有的算子。请在不经 onnxruntime 优化的情况下导出模型</translation>
        </message>
        <message>
            <source>calls a function of TensorFlow that is not in the file. Export the model with jit_compile=False</source>
            <translation>调用了文件中没有的 TensorFlow 函数。请以 jit_compile=False 导出模型</translation>
        </message>
        <message>
            <source>prepares tables, as scikit-learn's pipelines do. Export the network alone</source>
            <translation>像 scikit-learn 的流水线那样预处理表格。请只导出网络</translation>
        </message>
        <message>
            <source>a tree ensemble, as scikit-learn, LightGBM, XGBoost and CatBoost make</source>
            <translation>树集成模型（scikit-learn、LightGBM、XGBoost 和 CatBoost 所生成的那种）</translation>
        </message>
        <message>
            <source>a support vector machine</source>
            <translation>支持向量机</translation>
        </message>
        <message>
            <source>a linear model of scikit-learn</source>
            <translation>scikit-learn 的线性模型</translation>
        </message>
        <message>
            <source>{path} holds {what}: that is not a neural network, and no layers correspond to it</source>
            <translation>{path} 中是{what}：那不是神经网络，没有层可以对应</translation>
        </message>
        <message>
            <source>{path} holds operators that no layer corresponds to: {operators}. Replace them in the model and export it again</source>
            <translation>{path} 含有没有对应层的运算：{operators}。请在模型中替换它们并重新导出</translation>
        </message>
        <message>
            <source>is an operator that its maker defined</source>
            <translation>是其制作者自行定义的算子</translation>
        </message>
        <message>
            <source>{path}: its input {name} of shape {shape} has no axis of samples: it was exported for one alone. Export it with an axis in front, as {wider}</source>
            <translation>{path}：其形状为 {shape} 的输入 {name} 没有样本轴：它只为单个样本导出。请在最前面加上一个轴再导出，如 {wider}</translation>
        </message>
        <message>
            <source>{name}: samples come first and channels last here, so this {end} has its axes in another order than in the file: {order}</source>
            <translation>{name}：这里样本轴在最前、通道轴在最后，因此该 {end} 的轴顺序与文件中不同：{order}</translation>
        </message>
        <message>
            <source>joins values with numbers that differ from sample to sample or change their shape</source>
            <translation>将值与随样本变化或会改变其形状的数相结合</translation>
        </message>
        <message>
            <source>Running an ONNX file needs onnxruntime. Install it: {command}</source>
            <translation>运行 ONNX 文件需要 onnxruntime。请安装：{command}</translation>
        </message>
        <message>
            <source>{path}: onnxruntime refuses it: {cause}</source>
            <translation>{path}：onnxruntime 拒绝了它：{cause}</translation>
        </message>
        <message>
            <source>last</source>
            <translation>最后</translation>
        </message>
        <message>
            <source>inner</source>
            <translation>内部</translation>
        </message>
        <message>
            <source>attended</source>
            <translation>注意力</translation>
        </message>
        <message>
            <source>applies a layer to steps with padding inside, which ONNX has no operators for</source>
            <translation>对内部含填充的步应用层，ONNX 没有对应的运算</translation>
        </message>
        <message>
            <source>holds {size} GB of weights, and a file of ONNX at most 2. Export as .keras or .npz</source>
            <translation>含有 {size} GB 的权重，而 ONNX 文件最多 2 GB。请导出为 .keras 或 .npz</translation>
        </message>
        <message>
            <source>channel</source>
            <translation>通道</translation>
        </message>
        <message>
            <source>normalized</source>
            <translation>归一化</translation>
        </message>
        <message>
            <source>pooled</source>
            <translation>池化</translation>
        </message>
        <message>
            <source>height</source>
            <translation>高度</translation>
        </message>
        <message>
            <source>width</source>
            <translation>宽度</translation>
        </message>
        <message>
            <source>image's</source>
            <translation>图像的</translation>
        </message>
        <message>
            <source>kept</source>
            <translation>保留的</translation>
        </message>
        <message>
            <source>keeps its state from batch to batch, which ONNX cannot do. Turn stateful off to export</source>
            <translation>在批次之间保留状态，ONNX 做不到。关闭 stateful 再导出</translation>
        </message>
        <message>
            <source>is a {kind}, which ONNX has no operators for</source>
            <translation>是 {kind}，ONNX 没有对应的运算</translation>
        </message>
        <message>
            <source>{path}: here is nothing that paints such pictures. Export as .svg</source>
            <translation>{path}：这里没有能绘制这种图片的程序。请导出为 .svg</translation>
        </message>
        <message>
            <source>{path} could not be read, and is left out of account: {cause}</source>
            <translation>{path} 无法读取，不予考虑：{cause}</translation>
        </message>
        <message>
            <source>change {fields} in the network</source>
            <translation>修改网络中的 {fields}</translation>
        </message>
        <message>
            <source>change {fields} in the network and export as {format}</source>
            <translation>修改网络中的 {fields}，并导出为 {format}</translation>
        </message>
        <message>
            <source>write it in functional style</source>
            <translation>用函数式写出</translation>
        </message>
        <message>
            <source>ungroup blocks in the file</source>
            <translation>在文件中展开组合模块</translation>
        </message>
        <message>
            <source>export as {format}</source>
            <translation>导出为 {format}</translation>
        </message>
        <message>
            <source>{given} losses are given for {count} outputs, which Keras refuses: the first ones are taken, the last one for all that have none</source>
            <translation>给 {count} 个输出提供了 {given} 个损失，Keras 会拒绝：采用前面的几个，没有损失的输出采用最后一个</translation>
        </message>
        <message>
            <source>{given} weights of losses are given for {count} outputs, and are left out</source>
            <translation>给 {count} 个输出提供了 {given} 个损失权重，已略去</translation>
        </message>
        <message>
            <source>{name} of something that is not an output are left out</source>
            <translation>已略去属于不存在的输出的 {name}</translation>
        </message>
        <message>
            <source>{kind} is given {count} values without names; at most {most} can be read</source>
            <translation>{kind} 得到了 {count} 个未命名的值；最多只能读取 {most} 个</translation>
        </message>
        <message>
            <source>models are nested more than {most} deep</source>
            <translation>模型嵌套超过 {most} 层</translation>
        </message>
        <message>
            <source>{count} names are given {given} values</source>
            <translation>{count} 个名称得到了 {given} 个值</translation>
        </message>
        <message>
            <source>a part of a tensor cannot be taken</source>
            <translation>无法取出张量的一部分</translation>
        </message>
        <message>
            <source>this function of tensors is not known</source>
            <translation>未知的张量函数</translation>
        </message>
        <message>
            <source>{call} is not run: nothing of a script is</source>
            <translation>{call} 不会被运行：脚本中的任何内容都不会被运行</translation>
        </message>
        <message>
            <source>{name} is a model written as a class, and what a class does is not run. Its network is left out</source>
            <translation>{name} 是写成类的模型，而类的行为不会被运行。它的网络已略去</translation>
        </message>
        <message>
            <source>what it computes is not known</source>
            <translation>无法得知它计算什么</translation>
        </message>
        <message>
            <source>this number, text or list grows too large to be worked out</source>
            <translation>这个数字、文本或列表过大，无法计算</translation>
        </message>
        <message>
            <source>this cannot be worked out</source>
            <translation>这里无法计算</translation>
        </message>
        <message>
            <source>this text cannot be worked out</source>
            <translation>这段文本无法计算</translation>
        </message>
        <message>
            <source>this cannot be worked out: {cause}</source>
            <translation>这里无法计算：{cause}</translation>
        </message>
        <message>
            <source>this text cannot be worked out: {cause}</source>
            <translation>这段文本无法计算：{cause}</translation>
        </message>
        <message>
            <source>line {line}: {cause}</source>
            <translation>第 {line} 行：{cause}</translation>
        </message>
        <message>
            <source>{kind} cannot be read: {reason}</source>
            <translation>{kind} 无法读取：{reason}</translation>
        </message>
        <message>
            <source>{field}: {cause}</source>
            <translation>{field}：{cause}</translation>
        </message>
        <message>
            <source>it is nested too deeply</source>
            <translation>它嵌套得太深</translation>
        </message>
        <message>
            <source>it builds more than {most} layers. Make its loops shorter</source>
            <translation>它构建了超过 {most} 个层。请缩短其中的循环</translation>
        </message>
        <message>
            <source>cell {cell}, line {line}: {cause}</source>
            <translation>单元格 {cell}，第 {line} 行：{cause}</translation>
        </message>
        <message>
            <source>the data that it trains on is not known here. Choose the data</source>
            <translation>这里不知道它用什么数据训练。请选择数据</translation>
        </message>
        <message>
            <source>the data set {name} is not among those of NetBuilder. Choose data of your own</source>
            <translation>数据集 {name} 不在 NetBuilder 的数据集之中。请选择自己的数据</translation>
        </message>
        <message>
            <source>the numbers of the inputs are scaled in a way that is not there; {scaling} comes nearest</source>
            <translation>输入数值的缩放方式在这里不存在；最接近的是 {scaling}</translation>
        </message>
        <message>
            <source>the inputs are put into another shape, which is left out</source>
            <translation>输入被变为另一种形状，此步骤已略去</translation>
        </message>
        <message>
            <source>the target is the input in another form than the one that enters, which cannot be told apart here: it is the input as it enters</source>
            <translation>目标是形式不同于送入网络的输入，这里无法区分：目标取为送入网络的输入</translation>
        </message>
        <message>
            <source>the weights of samples are left out. Save them in the data's .npz file, as w_train</source>
            <translation>样本权重已略去。请将其以 w_train 存入数据的 .npz 文件</translation>
        </message>
        <message>
            <source>a part of the training data is held back for validation: here that is its last part</source>
            <translation>训练数据的一部分留作验证：在这里取其最后一部分</translation>
        </message>
        <message>
            <source>what it validates on is not known here, and the data's test part is taken instead</source>
            <translation>这里无法得知用什么验证，因此改用数据的测试部分</translation>
        </message>
        <message>
            <source>the weights of validation samples are left out. Save them in the data's .npz file, as w_test</source>
            <translation>验证样本的权重已略去。请将其以 w_test 存入数据的 .npz 文件</translation>
        </message>
        <message>
            <source>a callback</source>
            <translation>一个回调</translation>
        </message>
        <message>
            <source>the weights of classes are not known here, and are left out. Give them in the training settings</source>
            <translation>这里无法得知类别权重，已略去。请在训练设置中给出</translation>
        </message>
        <message>
            <source>{name} of evaluate is left out: scores are those of all samples alike</source>
            <translation>已略去 evaluate 的 {name}：得分对所有样本一视同仁</translation>
        </message>
        <message>
            <source>{name} is not known and keeps its usual value</source>
            <translation>{name} 未知，保持通常的值</translation>
        </message>
        <message>
            <source>validation_steps is left out: validation goes over all of its samples</source>
            <translation>已略去 validation_steps：验证会用到全部验证样本</translation>
        </message>
        <message>
            <source>{name} of fit is left out</source>
            <translation>已略去 fit 的 {name}</translation>
        </message>
        <message>
            <source>a callback is not known and left out</source>
            <translation>有一个回调未知，已略去</translation>
        </message>
        <message>
            <source>{name}={value} cannot be expressed, and is left out</source>
            <translation>{name}={value} 无法表达，已略去</translation>
        </message>
        <message>
            <source>the pictures are changed at random while it trains, which is left out. Put RandomFlip, RandomRotation … after the input instead</source>
            <translation>训练时会随机改变图片，此步骤已略去。请改为在输入之后放置 RandomFlip、RandomRotation 等</translation>
        </message>
        <message>
            <source>a ready-made model of Keras. Save it as a .keras file and open that</source>
            <translation>Keras 的现成模型。请将其保存为 .keras 文件，然后打开该文件</translation>
        </message>
        <message>
            <source>the weights that {kind} begins with stand in an array of the script, and are left out</source>
            <translation>{kind} 的初始权重是脚本中的数组，未被读取</translation>
        </message>
        <message>
            <source>a shape is made of whole numbers, got {value}</source>
            <translation>形状由整数组成，得到的是 {value}</translation>
        </message>
        <message>
            <source>a whole model cannot stand inside of a layer</source>
            <translation>层的内部不能放入整个模型</translation>
        </message>
        <message>
            <source>it uses a function of the script's own, which is not run</source>
            <translation>它使用了脚本自定义的函数，而该函数不会被运行</translation>
        </message>
        <message>
            <source>a model is called without a tensor</source>
            <translation>调用模型时没有给出张量</translation>
        </message>
        <message>
            <source>{kind} inside of it cannot be read: {reason}</source>
            <translation>其中的 {kind} 无法读取：{reason}</translation>
        </message>
        <message>
            <source>the activation {kind} is taken with its usual values</source>
            <translation>激活函数 {kind} 采用其通常的值</translation>
        </message>
        <message>
            <source>that {layer} is called with {name} is left out</source>
            <translation>已略去以 {name} 调用 {layer}</translation>
        </message>
        <message>
            <source>it merges by a function of the script's own</source>
            <translation>它用脚本自定义的函数来合并</translation>
        </message>
        <message>
            <source>{name} is left out: no weights are read with a script. Open them into the network</source>
            <translation>{name} 被略去：读取脚本时不读取权重。请之后把权重载入网络</translation>
        </message>
        <message>
            <source>what is done with each sample while it is read is left out</source>
            <translation>已略去读取样本时对每个样本所做的处理</translation>
        </message>
        <message>
            <source>Graph is Keras 0's way to build networks. Write it with Model</source>
            <translation>Graph 是 Keras 0 构建网络的方式。请改用 Model 编写</translation>
        </message>
        <message>
            <source>the layers of this model are not known</source>
            <translation>无法得知此模型的层</translation>
        </message>
        <message>
            <source>this model is not made of inputs and outputs that are known here</source>
            <translation>此模型的输入和输出在这里无法识别</translation>
        </message>
        <message>
            <source>what is added here is not known</source>
            <translation>无法识别这里添加的内容</translation>
        </message>
        <message>
            <source>{path} holds more than {most} MB beside its pictures. Clear its outputs, then save it again</source>
            <translation>{path} 除图片外超过 {most} MB。请清除输出后重新保存</translation>
        </message>
        <message>
            <source>{path} is not a notebook: it has no cells</source>
            <translation>{path} 不是笔记本：其中没有单元格</translation>
        </message>
        <message>
            <source>a schedule that is a function of the script's own is not run</source>
            <translation>作为脚本自定义函数的学习率计划不会被运行</translation>
        </message>
        <message>
            <source>{value} is no {family}</source>
            <translation>{value} 不是 {family}</translation>
        </message>
        <message>
            <source>{kind}: {name} is not known and keeps its usual value</source>
            <translation>{kind}：{name} 未知，保持通常的值</translation>
        </message>
        <message>
            <source>it is a function of the script's own, which is not run</source>
            <translation>它是脚本自定义的函数，不会被运行</translation>
        </message>
        <message>
            <source>{what} cannot be read: {cause}</source>
            <translation>{what}无法读取：{cause}</translation>
        </message>
        <message>
            <source>{kind}: {cause}</source>
            <translation>{kind}：{cause}</translation>
        </message>
        <message>
            <source>tensors cannot be combined in this way</source>
            <translation>张量不能这样组合</translation>
        </message>
        <message>
            <source>{count} networks are trained here: {names}. Only {name} was read; the training of the others, and by turns with them, is left out. Read the others from a script of their own</source>
            <translation>这里训练了 {count} 个网络：{names}。只读取了 {name}；其他网络的训练以及与它们交替进行的训练已略去。请从各自的脚本读取其他网络</translation>
        </message>
        <message>
            <source>{name}={value} is not a number to build with. Give one that is finite and of at most 18 digits</source>
            <translation>{name}={value} 不是可用于构建的数。请给出有限且最多 18 位的数</translation>
        </message>
        <message>
            <source>this cell is left out: {cause}</source>
            <translation>已略去此单元格：{cause}</translation>
        </message>
        <message>
            <source>it builds no network that can be read. {reasons}</source>
            <translation>其中没有可读取的网络。{reasons}</translation>
        </message>
        <message>
            <source>the script puts channels first; here they come last, in the inputs too: {inputs}</source>
            <translation>脚本把通道放在最前；这里通道在最后，输入也是如此：{inputs}</translation>
        </message>
        <message>
            <source>the script puts channels first in places; here they come last there</source>
            <translation>脚本在某些地方把通道放在最前；这里那些地方的通道都在最后</translation>
        </message>
        <message>
            <source>{path}: it is nested too deeply. Write it more simply</source>
            <translation>{path}：嵌套过深。请写得更简单一些</translation>
        </message>
        <message>
            <source>{count} networks are built; this one was read</source>
            <translation>构建了 {count} 个网络；读取的是这一个</translation>
        </message>
        <message>
            <source>{path}, line {line}: this is not text in {encoding}. Save it as UTF-8</source>
            <translation>{path}，第 {line} 行：这不是 {encoding} 编码的文本。请保存为 UTF-8</translation>
        </message>
        <message>
            <source>{path} has more than {most} MB; no script is that long. Choose the script itself</source>
            <translation>{path} 超过 {most} MB；脚本不会这么长。请选择脚本文件本身</translation>
        </message>
        <message>
            <source>{path} is UTF-16, which Python does not read either. Save it as UTF-8</source>
            <translation>{path} 采用 UTF-16 编码，Python 也无法读取。请另存为 UTF-8</translation>
        </message>
        <message>
            <source>{path} holds no code. Choose a notebook with code cells</source>
            <translation>{path} 中没有代码。请选择含有代码单元格的笔记本</translation>
        </message>
        <message>
            <source>the text is too long. Keep the part that builds and trains the network</source>
            <translation>文本过长。请只保留构建并训练网络的部分</translation>
        </message>
        <message>
            <source>this is not Python: {cause}</source>
            <translation>这不是 Python 代码：{cause}</translation>
        </message>
        <message>
            <source>it holds characters that text cannot have</source>
            <translation>其中含有文本不应有的字符</translation>
        </message>
        <message>
            <source>{path}, line {line}: {cause}. Fix the line, then open it again</source>
            <translation>{path}，第 {line} 行：{cause}。请修正该行，然后重新打开</translation>
        </message>
        <message>
            <source>{path} says that it is {encoding}. Save it as UTF-8</source>
            <translation>{path} 声明其编码为 {encoding}。请另存为 UTF-8</translation>
        </message>
        <message>
            <source>{path} is not text in UTF-8. Save it as UTF-8</source>
            <translation>{path} 不是 UTF-8 文本。请另存为 UTF-8</translation>
        </message>
        <message>
            <source>{path} holds more than {most} MB of code. Choose the script itself</source>
            <translation>{path} 含有超过 {most} MB 的代码。请选择脚本本身</translation>
        </message>
        <message>
            <source>which way it goes here is not known, so neither was read</source>
            <translation>无法得知这里走哪个分支，因此两个分支都没有读取</translation>
        </message>
        <message>
            <source>its decorator is not run, and so neither is the function {name}</source>
            <translation>它的装饰器不会被运行，因此函数 {name} 也不会被运行</translation>
        </message>
        <message>
            <source>functions call one another more than {most} deep</source>
            <translation>函数相互调用超过 {most} 层</translation>
        </message>
        <message>
            <source>how often this loop runs is not known, so it was not read</source>
            <translation>无法得知此循环运行多少次，因此没有读取</translation>
        </message>
        <message>
            <source>the optimizer</source>
            <translation>优化器</translation>
        </message>
        <message>
            <source>the loss</source>
            <translation>损失</translation>
        </message>
        <message>
            <source>{name} names {output}, which is not an output: left out</source>
            <translation>{name} 中的 {output} 不是输出：已略去</translation>
        </message>
        <message>
            <source>a metric</source>
            <translation>一个指标</translation>
        </message>
        <message>
            <source>{old}, as it was called before Keras 2.3, is called {new} now</source>
            <translation>{old} 是 Keras 2.3 之前的名称，现在称为 {new}</translation>
        </message>
        <message>
            <source>an output without a loss cannot be expressed: all of them have the usual one</source>
            <translation>无法表达没有损失的输出：所有输出都采用通常的损失</translation>
        </message>
        <message>
            <source>{name} of compile is left out</source>
            <translation>已略去 compile 的 {name}</translation>
        </message>
        <message>
            <source>it is trained batch by batch in a loop of the script's own, which is not run. Choose here for how many epochs</source>
            <translation>它在脚本自己的循环中逐批训练，该循环不会被运行。请在这里选择训练多少轮</translation>
        </message>
        <message>
            <source>{name} is called in several places (lines {lines}), and only the last one was taken</source>
            <translation>{name} 在多处被调用（第 {lines} 行），只采用了最后一处</translation>
        </message>
        <message>
            <source>{name} cannot be read: {cause}</source>
            <translation>{name} 无法读取：{cause}</translation>
        </message>
        <message>
            <source>has a gate or a window, or gives its scores. Turn use_gate, sliding_window and scores off</source>
            <translation>带有门控或窗口，或输出注意力分数。请关闭 use_gate、sliding_window 和分数输出</translation>
        </message>
        <message>
            <source>attends along other axes than the steps. Use (steps, features)</source>
            <translation>沿步以外的轴做注意力。请使用 (步, 特征) 的形状</translation>
        </message>
        <message>
            <source>compares by concat, or gives its scores. Use the score_mode dot, without scores</source>
            <translation>用 concat 比较，或输出注意力分数。请使用 score_mode dot，且不输出分数</translation>
        </message>
        <message>
            <source>is causal, drops weights, gives its scores or has no scale. Use Attention</source>
            <translation>是因果的、丢弃权重、输出分数或没有缩放。请使用 Attention</translation>
        </message>
        <message>
            <source>{kind} has no counterpart in PyTorch. Export for Keras, or take it out</source>
            <translation>{kind} 在 PyTorch 中没有对应的层。请导出为 Keras，或去掉它</translation>
        </message>
        <message>
            <source>has {regularizer} on its output. Choose L1 or L2, or none</source>
            <translation>输出上有 {regularizer}。请选择 L1 或 L2，或不用</translation>
        </message>
        <message>
            <source>has a constraint on its {weight}, which the script cannot keep. Take it out</source>
            <translation>{weight} 上有约束，脚本无法遵守。请去掉它</translation>
        </message>
        <message>
            <source>has {regularizer} on its {weight}. Choose L1 or L2</source>
            <translation>{weight} 上有 {regularizer}。请选择 L1 或 L2</translation>
        </message>
        <message>
            <source>pads "same" with strides along an axis of open length. Give the Input its full shape</source>
            <translation>在长度未定的轴上以步幅做 "same" 填充。请给 Input 完整的形状</translation>
        </message>
        <message>
            <source>needs an Input of full shape</source>
            <translation>需要形状完整的 Input</translation>
        </message>
        <message>
            <source>drops many values at once by noise_shape. Use SpatialDropout, or none</source>
            <translation>通过 noise_shape 一次丢弃多个值。请使用 SpatialDropout，或不用</translation>
        </message>
        <message>
            <source>keeps the batch apart, which PyTorch cannot. Choose another axis</source>
            <translation>把批次轴单独保留，PyTorch 做不到。请选择其他轴</translation>
        </message>
        <message>
            <source>the PyTorch script cannot leave a class out of the loss. Take ignore_class out of {loss}</source>
            <translation>PyTorch 脚本不能在损失中略去一个类别。请从 {loss} 中去掉 ignore_class</translation>
        </message>
        <message>
            <source>the PyTorch script has classes along the last axis only. Set the axis of {loss} to -1</source>
            <translation>PyTorch 脚本的类别只沿最后一个轴。请把 {loss} 的 axis 设为 -1</translation>
        </message>
        <message>
            <source>{loss} has no counterpart in the PyTorch script. Choose another loss: there are {known}</source>
            <translation>{loss} 在 PyTorch 脚本中没有对应项。请选择其他损失：可用的有 {known}</translation>
        </message>
        <message>
            <source>the PyTorch script takes the mean of {loss}. Set its reduction to sum_over_batch_size</source>
            <translation>PyTorch 脚本取 {loss} 的平均值。请把它的 reduction 设为 sum_over_batch_size</translation>
        </message>
        <message>
            <source>leaves padded steps out, which the script does not. Turn mask_zero off, take Masking out, or export for Keras</source>
            <translation>会略过填充的步，而脚本不会。请关闭 mask_zero，去掉 Masking，或导出为 Keras</translation>
        </message>
        <message>
            <source>is an output whose padded steps the loss leaves out, which the script does not</source>
            <translation>是一个输出，损失会略过其填充的步，而脚本不会</translation>
        </message>
        <message>
            <source>has more axes than PyTorch's BatchNorm takes. Use LayerNormalization</source>
            <translation>轴数超过 PyTorch 的 BatchNorm 所支持的。请使用 LayerNormalization</translation>
        </message>
        <message>
            <source>scales without centring. Use RMSNormalization, or turn rms_scaling off</source>
            <translation>只缩放而不居中。请使用 RMSNormalization，或关闭 rms_scaling</translation>
        </message>
        <message>
            <source>{optimizer} has no counterpart in the PyTorch script. Choose another optimizer: there are {known}</source>
            <translation>{optimizer} 在 PyTorch 脚本中没有对应项。请选择其他优化器：可用的有 {known}</translation>
        </message>
        <message>
            <source>PyTorch's {optimizer} decays weights in another way than Keras's. Choose AdamW, or no weight_decay</source>
            <translation>PyTorch 的 {optimizer} 的权重衰减方式与 Keras 不同。请选择 AdamW，或不用 weight_decay</translation>
        </message>
        <message>
            <source>{schedule} has no counterpart in the PyTorch script. Choose another schedule: there are {known}</source>
            <translation>{schedule} 在 PyTorch 脚本中没有对应项。请选择其他学习率计划：可用的有 {known}</translation>
        </message>
        <message>
            <source>the PyTorch script does without {field}. Leave it as it is by default</source>
            <translation>PyTorch 脚本没有 {field}。请保持默认值</translation>
        </message>
        <message>
            <source>keeps its state from batch to batch. Turn stateful off</source>
            <translation>在批次之间保持状态。请关闭 stateful</translation>
        </message>
        <message>
            <source>drops its state, which PyTorch cannot. Set recurrent_dropout to 0</source>
            <translation>丢弃其状态，PyTorch 做不到。请把 recurrent_dropout 设为 0</translation>
        </message>
        <message>
            <source>has other activations than tanh and sigmoid, which are all that PyTorch has. Choose them</source>
            <translation>使用了 tanh 和 sigmoid 以外的激活函数，而 PyTorch 只有这两种。请选择它们</translation>
        </message>
        <message>
            <source>applies its reset gate before. Set reset_after to true</source>
            <translation>先应用重置门。请把 reset_after 设为 true</translation>
        </message>
        <message>
            <source>reads the two ways in different ways, or drops inputs. Use one plain layer for both</source>
            <translation>两个方向的读法不同，或丢弃输入。请两个方向使用同一个普通层</translation>
        </message>
        <message>
            <source>begins with given states. Use two layers in its place</source>
            <translation>从给定的状态开始。请用两个层代替</translation>
        </message>
        <message>
            <source>has a penalty on its output. Take it out</source>
            <translation>输出上有惩罚项。请去掉它</translation>
        </message>
        <message>
            <source>has an activation besides tanh and relu. Choose one of them</source>
            <translation>使用了 tanh 和 relu 以外的激活函数。请选择其中之一</translation>
        </message>
        <message>
            <source>interpolates by {mode} as PyTorch does not. Use nearest or bilinear</source>
            <translation>使用 {mode} 插值，PyTorch 没有。请使用 nearest 或 bilinear</translation>
        </message>
        <message>
            <source>resizes as PyTorch does not. Use nearest or bilinear, without antialias and without keeping the ratio</source>
            <translation>其缩放方式 PyTorch 没有。请使用 nearest 或 bilinear，不用抗锯齿，也不保持比例</translation>
        </message>
        <message>
            <source>stretches images that are smaller, which the script does not. Use Resizing</source>
            <translation>会拉伸较小的图像，脚本不会。请使用 Resizing</translation>
        </message>
        <message>
            <source>is initialized by {initializer}, which the script cannot do. Choose another</source>
            <translation>用 {initializer} 初始化，脚本做不到。请选择其他初始化方法</translation>
        </message>
        <message>
            <source>is initialized by a rule that does not fit it: {cause}</source>
            <translation>初始化规则不适合它：{cause}</translation>
        </message>
        <message>
            <source>torchvision has no data set {name}. Choose own arrays</source>
            <translation>torchvision 没有数据集 {name}。请选择自己的数组</translation>
        </message>
        <message>
            <source>{kind} could not be read: {reason}. Replace or remove the block to export</source>
            <translation>未能读取 {kind}：{reason}。要导出，请替换或删除此模块</translation>
        </message>
        <message>
            <source>a NumPy-only script</source>
            <translation>只用 NumPy 的脚本</translation>
        </message>
        <message>
            <source>{file} was not written: {engine} does not read it: {cause}. Export in another format, or do not verify</source>
            <translation>{file} 没有写入：{engine} 无法读取它：{cause}。请换一种格式导出，或不验证</translation>
        </message>
        <message>
            <source>{file} was not written: NumPy alone cannot compute it: {cause}. Export in another format</source>
            <translation>未写入 {file}：只用 NumPy 无法计算：{cause}。请导出为其他格式</translation>
        </message>
        <message>
            <source>Checking with {level}</source>
            <translation>正在用 {level} 检查</translation>
        </message>
        <message>
            <source>Writing {file}</source>
            <translation>正在写入 {file}</translation>
        </message>
        <message>
            <source>Choosing samples</source>
            <translation>正在选择样本</translation>
        </message>
        <message>
            <source>{file} was not written: {level} computes something else from it. The largest difference is {error}, allowed is {tolerance}. Export in another format</source>
            <translation>{file} 没有写入：{level} 由它算出了不同的结果。最大差异为 {error}，允许 {tolerance}。请换一种格式导出</translation>
        </message>
        <message>
            <source>it said nothing</source>
            <translation>它什么也没说</translation>
        </message>
        <message>
            <source>{file} was not written: read back, it is another network. Export in another format</source>
            <translation>{file} 没有写入：重新读取后是另一个网络。请换一种格式导出</translation>
        </message>
        <message>
            <source>{file} was not written: read back, these weights are not the same: {names}. Export in another format</source>
            <translation>{file} 没有写入：重新读取后，这些权重不相同：{names}。请换一种格式导出</translation>
        </message>
        <message>
            <source>our own reader</source>
            <translation>我们自己的读取器</translation>
        </message>
        <message>
            <source>random numbers, since no data is chosen</source>
            <translation>随机数，因为没有选择数据</translation>
        </message>
        <message>
            <source>no samples could be made up for this network: {cause}. Choose data, or do not verify</source>
            <translation>无法为这个网络生成样本：{cause}。请选择数据，或不验证</translation>
        </message>
        <message>
            <source>there are no samples</source>
            <translation>没有样本</translation>
        </message>
        <message>
            <source>random numbers, since the data cannot be used: {cause}</source>
            <translation>随机数，因为数据无法使用：{cause}</translation>
        </message>
        <message>
            <source>{path} holds no weights that can be read. There are {known}</source>
            <translation>{path} 中没有可以读取的权重。可用的格式有 {known}</translation>
        </message>
        <message>
            <source>The network has problems. Fix them first: {problems}</source>
            <translation>网络有问题，请先修正：{problems}</translation>
        </message>
        <message>
            <source>{path} does not fit this network. What is expected, and what was found instead ({none}: nothing): {differences}. Change the network, or choose another file</source>
            <translation>{path} 与此网络不符。应有的和实际找到的（{none} 表示没有）：{differences}。请修改网络，或选择另一个文件</translation>
        </message>
        <message>
            <source>{path} holds no numbers for {names}. Choose another file</source>
            <translation>{path} 中 {names} 不是数值。请选择另一个文件</translation>
        </message>
        <message>
            <source>needs {few} inputs, has {count}. Draw wires to its top</source>
            <translation>需要 {few} 个输入，现有 {count} 个。请在其上侧连线</translation>
        </message>
        <message>
            <source>takes at most {many} inputs, has {count}</source>
            <translation>最多接受 {many} 个输入，现有 {count} 个</translation>
        </message>
        <message>
            <source>shares the weights of {owner}, so both must be the same layer</source>
            <translation>共用 {owner} 的权重，因此两者必须是相同的层</translation>
        </message>
        <message>
            <source>shares the weights of {owner}, so both need inputs of the same size</source>
            <translation>共用 {owner} 的权重，因此两者的输入大小必须相同</translation>
        </message>
        <message>
            <source>{source} has no output number {index}</source>
            <translation>{source} 没有第 {index} 号输出</translation>
        </message>
        <message>
            <source>the canvas is empty. Drag a layer onto it, or start from a template</source>
            <translation>画布是空的。请拖入一个层，或从模板开始</translation>
        </message>
        <message>
            <source>the network has no input. Add an Input block</source>
            <translation>网络没有输入。请添加一个 Input 模块</translation>
        </message>
        <message>
            <source>feeds nothing. Draw a wire from it, or delete it</source>
            <translation>没有通向任何模块。请从它引出连线，或删除它</translation>
        </message>
        <message>
            <source>leads to no output. Draw a wire from its end, or make that an output</source>
            <translation>没有通向任何输出。请从其末端连出一条线，或把末端设为输出</translation>
        </message>
        <message>
            <source>has no input. Draw a wire to its top</source>
            <translation>没有输入。请在其上侧连线</translation>
        </message>
        <message>
            <source>leads to no output. Draw a wire from it, make it an output, or delete it</source>
            <translation>没有通向任何输出。请从它连出一条线、把它设为输出，或删除它</translation>
        </message>
        <message>
            <source>an Input block takes no wire: data enters there</source>
            <translation>Input 模块不接连线：数据从那里进入</translation>
        </message>
        <message>
            <source>{target} already feeds {source}; this wire would close a cycle</source>
            <translation>{target} 已经通向 {source}；这条连线会形成环</translation>
        </message>
        <message>
            <source>{target} takes only {many} input</source>
            <translation>{target} 只接受 {many} 个输入</translation>
        </message>
        <message>
            <source>{other} uses the weights of {name}, so it must stay</source>
            <translation>{other} 使用 {name} 的权重，因此它必须保留</translation>
        </message>
        <message>
            <source>{kind} takes no wire: data enters there</source>
            <translation>{kind} 不接连线：数据从那里进入</translation>
        </message>
        <message>
            <source>two frames are named {name}</source>
            <translation>有两个边框名为 {name}</translation>
        </message>
        <message>
            <source>two blocks are named {name}</source>
            <translation>有两个模块名为 {name}</translation>
        </message>
        <message>
            <source>{name} keeps what the file said and cannot be changed. Replace it by a layer</source>
            <translation>{name} 保留了文件中的内容，不能修改。请换成一个层</translation>
        </message>
        <message>
            <source>data enters at {name}, so it cannot be bypassed</source>
            <translation>数据从 {name} 进入，因此不能旁路</translation>
        </message>
        <message>
            <source>{other} uses the weights of {name}, so it cannot be bypassed</source>
            <translation>{other} 使用 {name} 的权重，因此不能旁路</translation>
        </message>
        <message>
            <source>a block's name may have at most {limit} characters</source>
            <translation>模块名称最多 {limit} 个字符</translation>
        </message>
        <message>
            <source>{name} is a word of the language Python and cannot name a block. {example} can</source>
            <translation>{name} 是 Python 语言的保留字，不能作为模块的名称。可以用 {example}</translation>
        </message>
        <message>
            <source>{name} cannot name a block: use letters, digits and _, and begin with a letter</source>
            <translation>{name} 不能作为模块名称：请用字母、数字和 _，并以字母开头</translation>
        </message>
        <message>
            <source>the output {name} is not in the graph</source>
            <translation>输出 {name} 不在网络图中</translation>
        </message>
        <message>
            <source>there is no block named {name}</source>
            <translation>没有名为 {name} 的模块</translation>
        </message>
        <message>
            <source>{names} feed each other in a cycle</source>
            <translation>{names} 互相连成了环</translation>
        </message>
        <message>
            <source>{node} reads {name}, which is not in the graph</source>
            <translation>{node} 读取 {name}，而它不在网络图中</translation>
        </message>
        <message>
            <source>{name} is called more than once: its blocks cannot be told apart</source>
            <translation>{name} 被多次调用：无法区分其中的模块</translation>
        </message>
        <message>
            <source>{name} cannot be repeated: it needs one wire in, and weights of its own</source>
            <translation>{name} 不能重复：它需要一条输入连线和自己的权重</translation>
        </message>
        <message>
            <source>{name} cannot be repeated: it takes {given} and gives {made}</source>
            <translation>{name} 不能重复：它接受 {given}，给出 {made}</translation>
        </message>
        <message>
            <source>choose the blocks to group</source>
            <translation>请选择要合成一个的模块</translation>
        </message>
        <message>
            <source>{name} stands between the chosen blocks: choose it too</source>
            <translation>{name} 位于所选模块之间：请一并选择</translation>
        </message>
        <message>
            <source>the chosen blocks read nothing from outside: wire them first</source>
            <translation>所选模块不从外部读取任何内容：请先连线</translation>
        </message>
        <message>
            <source>the shape that {name} gives is not known yet: fix its problem first</source>
            <translation>{name} 给出的形状尚不清楚：请先解决它的问题</translation>
        </message>
        <message>
            <source>{name} is where data enters: it stays outside</source>
            <translation>数据从 {name} 进入：它留在外面</translation>
        </message>
        <message>
            <source>{name} shares weights with {other}: choose both</source>
            <translation>{name} 与 {other} 共用权重：请同时选择两者</translation>
        </message>
        <message>
            <source>networks are nested more than {most} deep</source>
            <translation>网络嵌套超过 {most} 层</translation>
        </message>
        <message>
            <source>needs an input and an output</source>
            <translation>需要一个输入和一个输出</translation>
        </message>
        <message>
            <source>holds a network with a problem: {problem}</source>
            <translation>含有一个有问题的网络：{problem}</translation>
        </message>
        <message>
            <source>takes inputs of shape {declared}, got {shape}</source>
            <translation>接受形状为 {declared} 的输入，当前为 {shape}</translation>
        </message>
        <message>
            <source>the clipboard holds no blocks</source>
            <translation>剪贴板中没有模块</translation>
        </message>
        <message>
            <source>{kind} could not be read: {reason}. Replace the block to train</source>
            <translation>{kind} 无法读取：{reason}。请替换该模块再训练</translation>
        </message>
        <message>
            <source>{kind} is too long to be kept</source>
            <translation>{kind} 太长，无法保留</translation>
        </message>
        <message>
            <source>{place} must be two finite numbers, got {value}</source>
            <translation>{place} 必须是两个有限数，当前为 {value}</translation>
        </message>
        <message>
            <source>the network has {count} blocks; at most {most} can be kept</source>
            <translation>网络有 {count} 个模块，最多只能保存 {most} 个</translation>
        </message>
        <message>
            <source>graph must be an object</source>
            <translation>网络图必须是对象</translation>
        </message>
        <message>
            <source>the graph has {count} blocks; at most {most} can be read</source>
            <translation>网络图有 {count} 个模块；最多能读取 {most} 个</translation>
        </message>
        <message>
            <source>{place} must have a name and a layer</source>
            <translation>{place} 必须有名称和层</translation>
        </message>
        <message>
            <source>{place} must hold [name, number] pairs, got {value}</source>
            <translation>{place} 必须由 [名称, 编号] 对组成，当前为 {value}</translation>
        </message>
        <message>
            <source>{place} must be text, got {value}</source>
            <translation>{place} 必须是文本，当前为 {value}</translation>
        </message>
        <message>
            <source>{place} must be true or false, got {value}</source>
            <translation>{place} 必须是 true 或 false，当前为 {value}</translation>
        </message>
        <message>
            <source>{place} must be a list, got {value}</source>
            <translation>{place} 必须是列表，当前为 {value}</translation>
        </message>
        <message>
            <source>the network has no block called {name} that gives anything</source>
            <translation>网络中没有名为 {name} 且有输出的模块</translation>
        </message>
        <message>
            <source>{name} gives no map of several places. Choose a block before it</source>
            <translation>{name} 不输出含多个位置的特征图。请选择它之前的模块</translation>
        </message>
        <message>
            <source>the network has no block that gives maps, such as Conv2D</source>
            <translation>网络中没有输出特征图的模块（如 Conv2D）</translation>
        </message>
        <message>
            <source>the output has {count} numbers, there is no number {unit}</source>
            <translation>该输出有 {count} 个数，没有第 {unit} 个</translation>
        </message>
        <message>
            <source>integrated gradients</source>
            <translation>积分梯度</translation>
        </message>
        <message>
            <source>gradient × input</source>
            <translation>梯度 × 输入</translation>
        </message>
        <message>
            <source>occlusion</source>
            <translation>遮挡</translation>
        </message>
        <message>
            <source>Grad-CAM</source>
            <translation>Grad-CAM</translation>
        </message>
        <message>
            <source>there is no method {name}</source>
            <translation>没有名为 {name} 的方法</translation>
        </message>
        <message>
            <source>average precision</source>
            <translation>平均精确率</translation>
        </message>
        <message>
            <source>best threshold</source>
            <translation>最佳阈值</translation>
        </message>
        <message>
            <source>F1 there</source>
            <translation>该处的 F1</translation>
        </message>
        <message>
            <source>Intervals hold 95 of 100 draws of as many samples (bootstrap).</source>
            <translation>区间包含 100 次同样大小重抽样中的 95 次（自助法）。</translation>
        </message>
        <message>
            <source>Measured on the {count} samples of the training part.</source>
            <translation>在训练部分的 {count} 个样本上测得。</translation>
        </message>
        <message>
            <source>Measured on the {count} samples of the validation part.</source>
            <translation>在验证部分的 {count} 个样本上测得。</translation>
        </message>
        <message>
            <source>Measured on the {count} samples of the test part.</source>
            <translation>在测试部分的 {count} 个样本上测得。</translation>
        </message>
        <message>
            <source>A row is a true class, a column what it was taken for. The stronger a cell, the larger its share of the row.</source>
            <translation>行为真实类别，列为被认作的类别。颜色越深，占该行的比例越大。</translation>
        </message>
        <message>
            <source>Over all thresholds</source>
            <translation>所有阈值</translation>
        </message>
        <message>
            <source>Calibration</source>
            <translation>校准</translation>
        </message>
        <message>
            <source>Furthest off</source>
            <translation>偏差最大</translation>
        </message>
        <message>
            <source>Most surely wrong</source>
            <translation>最有把握却答错</translation>
        </message>
        <message>
            <source>Least certain</source>
            <translation>最无把握</translation>
        </message>
        <message>
            <source>{said} ({share} %)</source>
            <translation>{said}（{share} %）</translation>
        </message>
        <message>
            <source>is {true} ({share} %)</source>
            <translation>实为 {true}（{share} %）</translation>
        </message>
        <message>
            <source>The pairs that are confused most often.</source>
            <translation>最常混淆的类别对。</translation>
        </message>
        <message>
            <source>Loss and metrics</source>
            <translation>损失与指标</translation>
        </message>
        <message>
            <source>Accuracy</source>
            <translation>准确率</translation>
        </message>
        <message>
            <source>Confusion</source>
            <translation>混淆</translation>
        </message>
        <message>
            <source>Classes</source>
            <translation>类别</translation>
        </message>
        <message>
            <source>mean error (above 0: too much)</source>
            <translation>平均误差（大于 0 表示偏高）</translation>
        </message>
        <message>
            <source>mean absolute error of always saying the median</source>
            <translation>总是回答中位数时的平均绝对误差</translation>
        </message>
        <message>
            <source>mean squared error {error}</source>
            <translation>均方误差 {error}</translation>
        </message>
        <message>
            <source>{said} instead of {true}</source>
            <translation>{said}，应为 {true}</translation>
        </message>
        <message>
            <source>sample {number}</source>
            <translation>样本 {number}</translation>
        </message>
        <message>
            <source>line {line}</source>
            <translation>第 {line} 行</translation>
        </message>
        <message>
            <source>cannot be set</source>
            <translation>不能设置</translation>
        </message>
        <message>
            <source>must be at least {limit}, got {value}</source>
            <translation>必须不小于 {limit}，当前为 {value}</translation>
        </message>
        <message>
            <source>must be greater than {limit}, got {value}</source>
            <translation>必须大于 {limit}，当前为 {value}</translation>
        </message>
        <message>
            <source>must be at most {limit}, got {value}</source>
            <translation>必须不大于 {limit}，当前为 {value}</translation>
        </message>
        <message>
            <source>must be less than {limit}, got {value}</source>
            <translation>必须小于 {limit}，当前为 {value}</translation>
        </message>
        <message>
            <source>must be a whole number, got {value}</source>
            <translation>必须是整数，当前为 {value}</translation>
        </message>
        <message>
            <source>must be a whole number of at most 19 digits</source>
            <translation>必须是最多 19 位的整数</translation>
        </message>
        <message>
            <source>must be a number, got {value}</source>
            <translation>必须是数，当前为 {value}</translation>
        </message>
        <message>
            <source>must be a finite number, got {value}</source>
            <translation>必须是有限数，当前为 {value}</translation>
        </message>
        <message>
            <source>must be true or false, got {value}</source>
            <translation>必须是 true 或 false，当前为 {value}</translation>
        </message>
        <message>
            <source>must be text, got {value}</source>
            <translation>必须是文本，当前为 {value}</translation>
        </message>
        <message>
            <source>must be at most {limit} characters long</source>
            <translation>最多 {limit} 个字符</translation>
        </message>
        <message>
            <source>must be one of {choices}, got {value}</source>
            <translation>必须是 {choices} 之一，当前为 {value}</translation>
        </message>
        <message>
            <source>must have {length} values, got {value}</source>
            <translation>必须有 {length} 个值，当前为 {value}</translation>
        </message>
        <message>
            <source>must be a list, got {value}</source>
            <translation>必须是列表，当前为 {value}</translation>
        </message>
        <message>
            <source>must be whole numbers, such as 2, 3, got {value}</source>
            <translation>必须是整数，例如 2, 3，当前为 {value}</translation>
        </message>
        <message>
            <source>must be numbers such as (1, 1), (0, 2), got {value}</source>
            <translation>必须是形如 (1, 1), (0, 2) 的数，当前为 {value}</translation>
        </message>
        <message>
            <source>a very long number</source>
            <translation>一个很长的数</translation>
        </message>
        <message>
            <source>must be a finite number</source>
            <translation>必须是有限数</translation>
        </message>
        <message>
            <source>has no axis {axis} in inputs of shape {shape}</source>
            <translation>形状为 {shape} 的输入没有轴 {axis}</translation>
        </message>
        <message>
            <source>cannot be 0, the batch</source>
            <translation>不能是 0，那是批次</translation>
        </message>
        <message>
            <source>steps, features</source>
            <translation>时间步, 特征</translation>
        </message>
        <message>
            <source>compares queries and keys of one width, got {query} and {key}</source>
            <translation>比较宽度相同的查询和键，当前为 {query} 和 {key}</translation>
        </message>
        <message>
            <source>needs a key for each value, got {key} and {value}</source>
            <translation>每个值需要一个键，当前为 {key} 和 {value}</translation>
        </message>
        <message>
            <source>height, width, channels</source>
            <translation>高, 宽, 通道</translation>
        </message>
        <message>
            <source>expects images with 3 channels (red, green, blue), got {shape}</source>
            <translation>需要 3 通道（红、绿、蓝）的图像，当前为 {shape}</translation>
        </message>
        <message>
            <source>must rise, got {value}</source>
            <translation>必须递增，当前为 {value}</translation>
        </message>
        <message>
            <source>expects images with 1 or 3 channels, got {shape}</source>
            <translation>需要 1 或 3 通道的图像，当前为 {shape}</translation>
        </message>
        <message>
            <source>must be odd, got {value}</source>
            <translation>必须是奇数，当前为 {value}</translation>
        </message>
        <message>
            <source>has a fill_value for {count} channels, got {shape}</source>
            <translation>fill_value 用于 {count} 个通道，当前为 {shape}</translation>
        </message>
        <message>
            <source>expects inputs of shape ({axes}), got {shape}</source>
            <translation>需要形状为 ({axes}) 的输入，当前为 {shape}</translation>
        </message>
        <message>
            <source>needs a fixed size of the {axis} axis</source>
            <translation>需要 {axis} 轴的大小固定</translation>
        </message>
        <message>
            <source>steps, channels</source>
            <translation>时间步, 通道</translation>
        </message>
        <message>
            <source>depth, height, width, channels</source>
            <translation>深, 高, 宽, 通道</translation>
        </message>
        <message>
            <source>cannot be above 1 together with strides above 1</source>
            <translation>不能与大于 1 的 strides 同时大于 1</translation>
        </message>
        <message>
            <source>must divide the {filters} filters, got {groups}</source>
            <translation>必须整除 {filters} 个滤波器，当前为 {groups}</translation>
        </message>
        <message>
            <source>{groups} groups do not divide the {channels} channels that come in</source>
            <translation>{groups} 组不能整除输入的 {channels} 个通道</translation>
        </message>
        <message>
            <source>may have at most 6 axes, got {value}</source>
            <translation>最多 6 条轴，当前为 {value}</translation>
        </message>
        <message>
            <source>the data holds values from {low} to {high}, but input_dim allows 0 to {limit}</source>
            <translation>数据的值从 {low} 到 {high}，但 input_dim 只允许 0 到 {limit}</translation>
        </message>
        <message>
            <source>expects a sequence (steps, features), got {shape}</source>
            <translation>需要序列（时间步、特征），当前为 {shape}</translation>
        </message>
        <message>
            <source>must look like "ab,bc-&gt;ac", "...x,xy-&gt;...y" or "ab...,bc-&gt;ac...", got {value}</source>
            <translation>必须形如 "ab,bc-&gt;ac"、"...x,xy-&gt;...y" 或 "ab...,bc-&gt;ac..."，当前为 {value}</translation>
        </message>
        <message>
            <source>names the axis {axis} only once</source>
            <translation>轴 {axis} 只出现了一次</translation>
        </message>
        <message>
            <source>its equation is for inputs of {count} axes, the batch with them, but {rank} come</source>
            <translation>其等式用于含批次在内 {count} 条轴的输入，但得到 {rank} 条</translation>
        </message>
        <message>
            <source>names an axis twice in {part}</source>
            <translation>在 {part} 中同一条轴出现了两次</translation>
        </message>
        <message>
            <source>names no axis</source>
            <translation>没有指明轴</translation>
        </message>
        <message>
            <source>output_shape {dims} does not fit {equation} for inputs of shape {shape}: it needs {count} sizes</source>
            <translation>output_shape {dims} 与形状为 {shape} 的输入的 {equation} 不符：需要 {count} 个大小</translation>
        </message>
        <message>
            <source>names {axis}, which is not an axis of {output}</source>
            <translation>指明了 {axis}，而它不是 {output} 的轴</translation>
        </message>
        <message>
            <source>axis {axis} is {given} in the input and {wanted} in output_shape</source>
            <translation>轴 {axis} 在输入中为 {given}，在 output_shape 中为 {wanted}</translation>
        </message>
        <message>
            <source>names an axis twice: {axes} in inputs of shape {shape}</source>
            <translation>同一条轴出现了两次：{axes}，输入形状为 {shape}</translation>
        </message>
        <message>
            <source>must name at least one axis</source>
            <translation>必须至少指明一条轴</translation>
        </message>
        <message>
            <source>there is no axis {axis} in a weight of shape {shape}</source>
            <translation>形状为 {shape} 的权重没有轴 {axis}</translation>
        </message>
        <message>
            <source>a window of {size} is larger than its input of {length}. Use padding="same", or at most {length}</source>
            <translation>大小为 {size} 的窗口大于其长度为 {length} 的输入。请用 padding="same"，或最多取 {length}</translation>
        </message>
        <message>
            <source>its inputs differ in size: {shapes}</source>
            <translation>各输入的大小不同：{shapes}</translation>
        </message>
        <message>
            <source>its inputs may differ only along axis {axis}, got {shapes}</source>
            <translation>各输入只能沿轴 {axis} 不同，当前为 {shapes}</translation>
        </message>
        <message>
            <source>sums along axes of different size, {sizes}, of {shapes}</source>
            <translation>求和的轴大小不同（{sizes}），输入为 {shapes}</translation>
        </message>
        <message>
            <source>expects a query and a value of shape (steps, features), got {shape}</source>
            <translation>需要形状为（时间步、特征）的查询和值，当前为 {shape}</translation>
        </message>
        <message>
            <source>gives its weights only for sequences (steps, features), got {shape}</source>
            <translation>只对序列（时间步、特征）给出注意力权重，当前为 {shape}</translation>
        </message>
        <message>
            <source>cannot be empty or hold 0, the batch</source>
            <translation>不能为空，也不能含有 0（批次）</translation>
        </message>
        <message>
            <source>has no axes {axes} in inputs of shape {shape}</source>
            <translation>形状为 {shape} 的输入没有轴 {axes}</translation>
        </message>
        <message>
            <source>must divide num_query_heads, {count}</source>
            <translation>必须整除 num_query_heads（{count}）</translation>
        </message>
        <message>
            <source>expects sequences of shape (steps, features), got {shape}</source>
            <translation>需要形状为（时间步、特征）的序列，当前为 {shape}</translation>
        </message>
        <message>
            <source>must be a number or a list of numbers, got {value}</source>
            <translation>必须是数或数的列表，当前为 {value}</translation>
        </message>
        <message>
            <source>must hold lists of the same length, got {value}</source>
            <translation>必须由长度相同的列表组成，当前为 {value}</translation>
        </message>
        <message>
            <source>halves the last axis, so it cannot be the activation of a layer; multiply one Dense by the sigmoid of another</source>
            <translation>把最后一条轴减半，因此不是层的激活函数；请把一个 Dense 乘以另一个的 sigmoid</translation>
        </message>
        <message>
            <source>needs two numbers, which a name cannot hold; ReLU has a threshold</source>
            <translation>需要两个数，而一个名称容纳不下；ReLU 有阈值</translation>
        </message>
        <message>
            <source>{name} {cause}</source>
            <translation>{name} {cause}</translation>
        </message>
        <message>
            <source>{value} is not an activation; there are {known}</source>
            <translation>{value} 不是激活函数；可用的有 {known}</translation>
        </message>
        <message>
            <source>Orthogonal makes weights of two axes or more, not of shape {shape}</source>
            <translation>Orthogonal 生成两条轴以上的权重，不能生成形状 {shape}</translation>
        </message>
        <message>
            <source>Identity makes weights of two axes, not of shape {shape}</source>
            <translation>Identity 生成两条轴的权重，不能生成形状 {shape}</translation>
        </message>
        <message>
            <source>OrthogonalRegularizer takes weights of two axes, not of {shape}</source>
            <translation>OrthogonalRegularizer 接受两条轴的权重，不接受 {shape}</translation>
        </message>
        <message>
            <source>expects inputs with at least one axis</source>
            <translation>需要至少有一条轴的输入</translation>
        </message>
        <message>
            <source>must be given with the mean, or neither</source>
            <translation>必须与均值一起给出，或都不给出</translation>
        </message>
        <message>
            <source>must have as many numbers as the mean</source>
            <translation>个数必须与均值相同</translation>
        </message>
        <message>
            <source>is nested deeper than there are axes in {axis}</source>
            <translation>嵌套层数超过 {axis} 中的轴数</translation>
        </message>
        <message>
            <source>must be given, or num_bins to take them from the data</source>
            <translation>必须给出，或用 num_bins 从数据得到</translation>
        </message>
        <message>
            <source>has no bin_boundaries yet: they are taken from the data, or give them</source>
            <translation>还没有 bin_boundaries：它们取自数据，或直接给出</translation>
        </message>
        <message>
            <source>takes weights as a second input with output_mode="count" only</source>
            <translation>只在 output_mode="count" 时接受权重作为第二个输入</translation>
        </message>
        <message>
            <source>its weights of shape {weights} do not fit {shape}</source>
            <translation>其形状为 {weights} 的权重与 {shape} 不匹配</translation>
        </message>
        <message>
            <source>the data holds values from {low} to {high}, but num_tokens allows 0 to {limit}</source>
            <translation>数据的值从 {low} 到 {high}，但 num_tokens 只允许 0 到 {limit}</translation>
        </message>
        <message>
            <source>has {count} numbers in {field} for inputs of shape {shape}</source>
            <translation>对形状为 {shape} 的输入，{field} 中有 {count} 个数</translation>
        </message>
        <message>
            <source>has a mean of shape {mean} for axes of shape {kept}</source>
            <translation>均值的形状为 {mean}，而保留的轴的形状为 {kept}</translation>
        </message>
        <message>
            <source>must begin with 1 or none, as batches differ in size</source>
            <translation>必须以 1 或无开头，因为批次大小会变</translation>
        </message>
        <message>
            <source>cannot spread noise of shape {noise} over {shape}</source>
            <translation>无法把形状为 {noise} 的噪声扩展到 {shape}</translation>
        </message>
        <message>
            <source>may hold only one -1, got {value}</source>
            <translation>只能含有一个 -1，当前为 {value}</translation>
        </message>
        <message>
            <source>may not hold 0, got {value}</source>
            <translation>不得含有 0，当前为 {value}</translation>
        </message>
        <message>
            <source>cannot turn {shape}, which holds {size} values, into {target}, which holds {fixed}</source>
            <translation>无法把含 {size} 个值的 {shape} 变成含 {fixed} 个值的 {target}</translation>
        </message>
        <message>
            <source>must hold every number from 1 on once, got {value}</source>
            <translation>必须从 1 起每个数各出现一次，当前为 {value}</translation>
        </message>
        <message>
            <source>orders {count} axes, got inputs of shape {shape}</source>
            <translation>排列 {count} 条轴，当前输入形状为 {shape}</translation>
        </message>
        <message>
            <source>cannot go with crop_to_aspect_ratio</source>
            <translation>不能与 crop_to_aspect_ratio 同时使用</translation>
        </message>
        <message>
            <source>must be at least 1, or -1 for one group a channel</source>
            <translation>必须不小于 1，或用 -1 表示每个通道一组</translation>
        </message>
        <message>
            <source>cannot split {channels} channels into {groups} groups of the same size</source>
            <translation>无法把 {channels} 个通道分成大小相同的 {groups} 组</translation>
        </message>
        <message>
            <source>takes the last axes together, got axis {axis} for {shape}</source>
            <translation>合并处理最后若干轴，当前对 {shape} 给出轴 {axis}</translation>
        </message>
        <message>
            <source>takes {count} first states or none, got {given}</source>
            <translation>接受 {count} 个初始状态或不给，当前为 {given}</translation>
        </message>
        <message>
            <source>takes first states of shape ({units},), got {shape}</source>
            <translation>接受形状为 ({units},) 的初始状态，当前为 {shape}</translation>
        </message>
        <message>
            <source>crops {cut} of {length} values: nothing is left</source>
            <translation>从 {length} 个值中裁掉 {cut} 个：没有剩余</translation>
        </message>
        <message>
            <source>leaves nothing of an input of {shape}. Use padding="valid"</source>
            <translation>使 {shape} 的输入没有剩余。请用 padding="valid"</translation>
        </message>
        <message>
            <source>must be less than the stride of {stride}, got {extra}</source>
            <translation>必须小于步幅 {stride}，当前为 {extra}</translation>
        </message>
        <message>
            <source>must be a recurrent layer, got {kind}</source>
            <translation>必须是循环层，当前为 {kind}</translation>
        </message>
        <message>
            <source>must be a recurrent layer that reads the other way</source>
            <translation>必须是朝另一方向读取的循环层</translation>
        </message>
        <message>
            <source>must return what the first layer returns</source>
            <translation>必须返回第一个层所返回的内容</translation>
        </message>
        <message>
            <source>joins outputs of one shape, got {first} and {second}</source>
            <translation>合并同一形状的输出，当前为 {first} 和 {second}</translation>
        </message>
        <message>
            <source>must have one input and one output, and no state of its own</source>
            <translation>必须有一个输入和一个输出，且没有自己的状态</translation>
        </message>
        <message>
            <source>expects a sequence (steps, …), got {shape}</source>
            <translation>需要序列（时间步、…），当前为 {shape}</translation>
        </message>
        <message>
            <source>prepare the columns so that they can be learned from</source>
            <translation>预处理各列，使之可供学习</translation>
        </message>
        <message>
            <source>make a network for this data: {layers}</source>
            <translation>为这份数据建一个网络：{layers}</translation>
        </message>
        <message>
            <source>fit the network to the data: {changes}</source>
            <translation>让网络适合这份数据：{changes}</translation>
        </message>
        <message>
            <source>{path} is of a kind that cannot be opened. There are {known}</source>
            <translation>{path} 的类型无法打开。可用的有 {known}</translation>
        </message>
        <message>
            <source>weights that are not finite numbers: {names}</source>
            <translation>有权重不是有限数：{names}</translation>
        </message>
        <message>
            <source>these weights do not fit the network: {differences}. Train it, or load weights that do</source>
            <translation>这些权重与网络不符：{differences}。请训练网络，或载入相符的权重</translation>
        </message>
        <message>
            <source>{python} does not work as Python: {cause}. Choose the Python of an environment with Keras</source>
            <translation>{python} 不能作为 Python 运行：{cause}。请选择装有 Keras 的环境中的 Python</translation>
        </message>
        <message>
            <source>{python} was not found. Choose the Python of an environment with Keras, such as .venv/bin/python</source>
            <translation>找不到 {python}。请选择装有 Keras 的环境中的 Python，例如 .venv/bin/python</translation>
        </message>
        <message>
            <source>{python} did not answer within {seconds} s. Choose another Python</source>
            <translation>{python} 在 {seconds} 秒内没有回应。请选择另一个 Python</translation>
        </message>
        <message>
            <source>ModelCheckpoint cannot write {path} with Keras. Choose one of {suffixes}</source>
            <translation>使用 Keras 时 ModelCheckpoint 不能写入 {path}。请选择以下之一：{suffixes}</translation>
        </message>
        <message>
            <source>{python} could not be started: {cause}</source>
            <translation>无法启动 {python}：{cause}</translation>
        </message>
        <message>
            <source>Keras ended before its training did: {cause}. The log has the details</source>
            <translation>Keras 在训练完成之前就结束了：{cause}。详情见日志</translation>
        </message>
        <message>
            <source>Keras said that its training ended, but left no weights: {cause}. The log has the details</source>
            <translation>Keras 表示训练已结束，但没有留下权重：{cause}。详情见日志</translation>
        </message>
        <message>
            <source>Keras left weights that are not finite numbers: {names}</source>
            <translation>Keras 留下的权重不是有限数：{names}</translation>
        </message>
        <message>
            <source>the loss is not finite in epoch {epoch}, batch {batch}. Try a lower learning rate, or clipnorm</source>
            <translation>第 {epoch} 轮第 {batch} 批的损失不是有限数。请尝试更低的学习率或 clipnorm</translation>
        </message>
        <message>
            <source>{path} was made by an older NetBuilder. When it is saved, the file as it is stays beside it as {kept}</source>
            <translation>{path} 由旧版 NetBuilder 生成。保存时，原文件会以 {kept} 的名称留在旁边</translation>
        </message>
        <message>
            <source>{path} was made by a newer NetBuilder ({version}), and this one would lose what it does not know. Choose another name</source>
            <translation>{path} 由更新版本的 NetBuilder（{version}）生成，本版本会丢失不认识的内容。请换一个名称</translation>
        </message>
        <message>
            <source>{path} could not be written: {cause}</source>
            <translation>{path} 无法写入：{cause}</translation>
        </message>
        <message>
            <source>{path} is not a NetBuilder project</source>
            <translation>{path} 不是 NetBuilder 项目</translation>
        </message>
        <message>
            <source>{place}: schema must be at least 1, got {value}</source>
            <translation>{place}：schema 至少为 1，实际是 {value}</translation>
        </message>
        <message>
            <source>{path} was made by a newer NetBuilder ({version}). It is opened read-only; save it under another name</source>
            <translation>{path} 由较新的 NetBuilder（{version}）生成。已以只读方式打开；请另存为其他名称</translation>
        </message>
        <message>
            <source>{place}: {cause}</source>
            <translation>{place}：{cause}</translation>
        </message>
        <message>
            <source>{path}: its trained weights do not fit its network and were left out: {names}. Train it, or take an earlier copy</source>
            <translation>{path}：训练得到的权重与网络不符，已略去：{names}。请重新训练，或使用较早的副本</translation>
        </message>
        <message>
            <source>{path}: what its optimizer remembers does not fit its network and was left out. Training starts it afresh</source>
            <translation>{path}：优化器的记忆与网络不符，已略去。训练时会重新开始记录</translation>
        </message>
        <message>
            <source>{path}: how its data was prepared could not be read, and is kept as it is: {cause}</source>
            <translation>{path}：无法读取其数据是如何准备的，照原样保留：{cause}</translation>
        </message>
        <message>
            <source>{path}: runs.json holds {count} runs; at most {most} are kept</source>
            <translation>{path}：runs.json 中有 {count} 次运行；最多保留 {most} 次</translation>
        </message>
        <message>
            <source>{place} must hold numbers for each of {names}</source>
            <translation>{place} 必须为 {names} 中的每一项提供数值</translation>
        </message>
        <message>
            <source>{path}: runs.json holds two runs of number {number}</source>
            <translation>{path}：runs.json 中有两次编号为 {number} 的运行</translation>
        </message>
        <message>
            <source>{path}: {member} holds {name}</source>
            <translation>{path}：{member} 含有 {name}</translation>
        </message>
        <message>
            <source>it is empty</source>
            <translation>它是空的</translation>
        </message>
        <message>
            <source>it never changes</source>
            <translation>它从不变化</translation>
        </message>
        <message>
            <source>it counts the rows</source>
            <translation>它是行的编号</translation>
        </message>
        <message>
            <source>no network can be proposed for labels of shape {shape}. Draw one, or take a template</source>
            <translation>无法为形状为 {shape} 的标签建议网络。请自己画一个，或使用模板</translation>
        </message>
        <message>
            <source>{name} says when rows were</source>
            <translation>{name} 表示各行的时间</translation>
        </message>
        <message>
            <source>the latest rows test, those before them validate</source>
            <translation>最新的行用于测试，其前的行用于验证</translation>
        </message>
        <message>
            <source>nearly each row has another text</source>
            <translation>几乎每行的文字都不同</translation>
        </message>
        <message>
            <source>{name} is one of {count} classes</source>
            <translation>{name} 是 {count} 个类别之一</translation>
        </message>
        <message>
            <source>{name} is an amount</source>
            <translation>{name} 是数量</translation>
        </message>
        <message>
            <source>{name} is left out: {reason}</source>
            <translation>略去 {name}：{reason}</translation>
        </message>
        <message>
            <source>{name}: {count} cells that are no numbers count as blanks</source>
            <translation>{name}：{count} 个不是数字的单元格当作空白</translation>
        </message>
        <message>
            <source>{count} rows without {name} are left out</source>
            <translation>略去 {count} 行没有 {name} 的行</translation>
        </message>
        <message>
            <source>blanks are filled with the median: {names}</source>
            <translation>用中位数填充空白：{names}</translation>
        </message>
        <message>
            <source>a blank is a category of its own: {names}</source>
            <translation>空白单独算作一个类别：{names}</translation>
        </message>
        <message>
            <source>{name}: {count} cells that are no dates count as blanks</source>
            <translation>{name}：{count} 个不是日期的单元格视为空白</translation>
        </message>
        <message>
            <source>{name}: the {most} most frequent of {count} texts are known</source>
            <translation>{name}：认识 {count} 个文字中最常见的 {most} 个</translation>
        </message>
        <message>
            <source>{name} would be an input and an output. Call one of them otherwise (to)</source>
            <translation>{name} 会同时是输入和输出。请给其中之一另取名称（to）</translation>
        </message>
        <message>
            <source>{cause}. What was learned is kept in {place}</source>
            <translation>{cause}。学到的内容保存在 {place}</translation>
        </message>
        <message>
            <source>{place} could not be read: {reason}. It is kept as it is. Choose what to do without it</source>
            <translation>无法读取 {place}：{reason}。它会原样保留。请选择不用它时怎么做</translation>
        </message>
        <message>
            <source>is too long to be kept</source>
            <translation>太长，无法保留</translation>
        </message>
        <message>
            <source>train with {value} instead</source>
            <translation>改用 {value} 训练</translation>
        </message>
        <message>
            <source>leave out {place}</source>
            <translation>去掉 {place}</translation>
        </message>
        <message>
            <source>there is already a block named {name}. Choose another name</source>
            <translation>已有名为 {name} 的模块。请另选名称</translation>
        </message>
        <message>
            <source>a block's name has 1 to {limit} printable characters</source>
            <translation>模块的名称须为 1 到 {limit} 个可打印字符</translation>
        </message>
        <message>
            <source>{path} is too large for a block</source>
            <translation>{path} 太大，不能作为模块</translation>
        </message>
        <message>
            <source>{path} is not a kept block</source>
            <translation>{path} 不是已存的模块</translation>
        </message>
        <message>
            <source>{path} could not be deleted: {cause}</source>
            <translation>无法删除 {path}：{cause}</translation>
        </message>
        <message>
            <source>{path} is outside the folder {folder}. Allow it, or name a place below that folder</source>
            <translation>{path} 在文件夹 {folder} 之外。请允许写入，或指定该文件夹内的位置</translation>
        </message>
        <message>
            <source>{path} is not a file name. Choose another one</source>
            <translation>{path} 不是有效的文件名。请另选一个</translation>
        </message>
        <message>
            <source>{path} is a file that the run is made of. Name another one</source>
            <translation>{path} 是本次训练所用的文件。请指定另一个文件</translation>
        </message>
        <message>
            <source>{place} must be an object</source>
            <translation>{place} 必须是对象</translation>
        </message>
        <message>
            <source>{name} cannot write, and the run continues: {cause}</source>
            <translation>{name} 无法写入，训练继续进行：{cause}</translation>
        </message>
        <message>
            <source>{path} exists and may be of another kind. Choose another name, or remove it</source>
            <translation>{path} 已存在，可能是另一种文件。请选择其他名称，或将其移走</translation>
        </message>
        <message>
            <source>{path} exists and is not a table of epochs. Choose another name, or remove it</source>
            <translation>{path} 已存在，且不是轮次表格。请选择其他名称，或将其移走</translation>
        </message>
        <message>
            <source>{path} is a folder. Choose the name of a file</source>
            <translation>{path} 是文件夹。请选择文件名</translation>
        </message>
        <message>
            <source>{path} could not be written: {folder} is not a folder</source>
            <translation>无法写入 {path}：{folder} 不是文件夹</translation>
        </message>
        <message>
            <source>the callback TensorBoard needs the package tensorboardX. Install it: {command}</source>
            <translation>回调 TensorBoard 需要 tensorboardX 软件包。请安装：{command}</translation>
        </message>
        <message>
            <source>{path} could not be locked. Make room there</source>
            <translation>无法锁定 {path}。请在那里腾出空间</translation>
        </message>
        <message>
            <source>make {name} an output</source>
            <translation>把 {name} 设为输出</translation>
        </message>
        <message>
            <source>delete {name}</source>
            <translation>删除 {name}</translation>
        </message>
        <message>
            <source>loss = {loss}, {units} × {activation}</source>
            <translation>loss = {loss}，{units} × {activation}</translation>
        </message>
        <message>
            <source>one-hot labels</source>
            <translation>one-hot 标签</translation>
        </message>
        <message>
            <source>class numbers as labels</source>
            <translation>以类别编号为标签</translation>
        </message>
        <message>
            <source>insert Flatten before {name}</source>
            <translation>在 {name} 之前插入 Flatten</translation>
        </message>
        <message>
            <source>prepare the data: {arrangement}</source>
            <translation>预处理数据：{arrangement}</translation>
        </message>
        <message>
            <source>{name}: shape = {shape}</source>
            <translation>{name}：shape = {shape}</translation>
        </message>
        <message>
            <source>{name}: units = {units}</source>
            <translation>{name}：units = {units}</translation>
        </message>
        <message>
            <source>loss = hinge, tanh</source>
            <translation>loss = hinge，tanh</translation>
        </message>
        <message>
            <source>loss = {loss}</source>
            <translation>loss = {loss}</translation>
        </message>
        <message>
            <source>{name}: activation = {wanted}</source>
            <translation>{name}：activation = {wanted}</translation>
        </message>
        <message>
            <source>{name}: padding = same</source>
            <translation>{name}：padding = same</translation>
        </message>
        <message>
            <source>insert {kind} before {name}</source>
            <translation>在 {name} 之前插入 {kind}</translation>
        </message>
        <message>
            <source>insert a {kind} after {source}</source>
            <translation>在 {source} 之后插入 {kind}</translation>
        </message>
        <message>
            <source>sigmoid and binary_crossentropy</source>
            <translation>sigmoid 与 binary_crossentropy</translation>
        </message>
        <message>
            <source>insert Reshape({target}) before {name}</source>
            <translation>在 {name} 之前插入 Reshape({target})</translation>
        </message>
        <message>
            <source>{name}: input_dim = {needed}</source>
            <translation>{name}：input_dim = {needed}</translation>
        </message>
        <message>
            <source>add an input</source>
            <translation>添加一个输入</translation>
        </message>
        <message>
            <source>add the inputs {names}</source>
            <translation>添加输入 {names}</translation>
        </message>
        <message>
            <source>predict {names}, each by an output of its own</source>
            <translation>预测 {names}，各用一个单独的输出</translation>
        </message>
        <message>
            <source>let all columns enter one input</source>
            <translation>让所有列进入同一个输入</translation>
        </message>
        <message>
            <source>rename {names}</source>
            <translation>重命名 {names}</translation>
        </message>
        <message>
            <source>rename {names}, and give each the loss that suits it</source>
            <translation>重命名 {names}，并给每个合适的损失函数</translation>
        </message>
        <message>
            <source>use {kind}</source>
            <translation>改用 {kind}</translation>
        </message>
        <message>
            <source>did you mean {kind}?</source>
            <translation>您是想用 {kind} 吗？</translation>
        </message>
        <message>
            <source>name files by {name}</source>
            <translation>文件名改用 {name}</translation>
        </message>
        <message>
            <source>watch {name}</source>
            <translation>监视 {name}</translation>
        </message>
        <message>
            <source>validate on a share of the training data</source>
            <translation>用一部分训练数据做验证</translation>
        </message>
        <message>
            <source>validate, and watch {name}</source>
            <translation>做验证，并监视 {name}</translation>
        </message>
        <message>
            <source>count all losses alike</source>
            <translation>所有损失同等计入</translation>
        </message>
        <message>
            <source>begin with the first epoch</source>
            <translation>从第一轮开始</translation>
        </message>
        <message>
            <source>measure every output</source>
            <translation>衡量每个输出</translation>
        </message>
        <message>
            <source>validate on the test part</source>
            <translation>用测试部分做验证</translation>
        </message>
        <message>
            <source>connect {source} to {name}</source>
            <translation>连接 {source} 到 {name}</translation>
        </message>
        <message>
            <source>origin.kind must be new, run or file, got {value}</source>
            <translation>origin.kind 必须是 new、run 或 file，实际为 {value}</translation>
        </message>
        <message>
            <source>{field} must be two numbers, got {value}</source>
            <translation>{field} 必须是两个数，实际为 {value}</translation>
        </message>
        <message>
            <source>{field} must be an object, got {value}</source>
            <translation>{field} 必须是对象，实际为 {value}</translation>
        </message>
        <message>
            <source>{field} must be text of at most {most} characters</source>
            <translation>{field} 必须是最多 {most} 个字符的文本</translation>
        </message>
        <message>
            <source>{field} must be a whole number from {least}, got {value}</source>
            <translation>{field} 必须是不小于 {least} 的整数，实际为 {value}</translation>
        </message>
        <message>
            <source>{field} must be a number, got {value}</source>
            <translation>{field} 必须是数，实际为 {value}</translation>
        </message>
        <message>
            <source>{field} must be lists of numbers</source>
            <translation>{field} 必须是数的列表</translation>
        </message>
        <message>
            <source>{field} must be a date and a time, got {value}</source>
            <translation>{field} 必须是日期和时间，实际为 {value}</translation>
        </message>
        <message>
            <source>there is no template {name}. There are {known}</source>
            <translation>没有模板 {name}。可用的有 {known}</translation>
        </message>
        <message>
            <source>{name}: the mean of the vectors of its words (GlobalAveragePooling1D), without padding; what a text is about hardly depends on their order</source>
            <translation>{name}：取各词向量的平均（GlobalAveragePooling1D），不含填充；文本讲什么与词的顺序关系不大</translation>
        </message>
        <message>
            <source>{name}: words that come once are taken as not known, so that those are learned of too</source>
            <translation>{name}：只出现一次的词当作未知，使网络也学会如何对待未知词</translation>
        </message>
        <message>
            <source>{name}: the mean of the vectors of its characters (GlobalAveragePooling1D), without padding; what a text is about hardly depends on their order</source>
            <translation>{name}：取各字符向量的平均（GlobalAveragePooling1D），不含填充；文本讲什么与字符的顺序关系不大</translation>
        </message>
        <message>
            <source>{name}: LSTM, for letters say nothing without their order</source>
            <translation>{name}：LSTM，因为字母离开顺序就没有意义</translation>
        </message>
        <message>
            <source>{name}: Conv1D, for letters say nothing without their order, and {length} are long for an LSTM</source>
            <translation>{name}：Conv1D，因为字母离开顺序就没有意义，而 {length} 步对 LSTM 来说太长</translation>
        </message>
        <message>
            <source>{path} does not say how its data is prepared: no data is chosen. Give arrays as the network takes them, or train it</source>
            <translation>{path} 没有说明数据如何准备：没有选择数据。请给出网络可直接使用的数组，或先训练它</translation>
        </message>
        <message>
            <source>{path} is what it was trained on: its test part is measured</source>
            <translation>{path} 就是训练用的文件：测量的是它的测试集</translation>
        </message>
        <message>
            <source>{path} was changed since it was read: what is measured is the data as it was then</source>
            <translation>{path} 在读取之后被更改：评估的是当时的数据</translation>
        </message>
        <message>
            <source>{path} is not there any more: what is measured is the data as it was read</source>
            <translation>{path} 已不存在：评估的是读取时的数据</translation>
        </message>
        <message>
            <source>{name}: the weights of these runs could not be read and were left out: {numbers}. {cause}</source>
            <translation>{name}：以下训练的权重无法读取，已略去：{numbers}。{cause}</translation>
        </message>
        <message>
            <source>{name}: the weights of its network could not be read and were left out: {cause}</source>
            <translation>{name}：其网络的权重无法读取，已略去：{cause}</translation>
        </message>
        <message>
            <source>is not a parameter of {kind}</source>
            <translation>不是 {kind} 的参数</translation>
        </message>
        <message>
            <source>must be a name or a config, got {value}</source>
            <translation>必须是名称或配置，当前为 {value}</translation>
        </message>
        <message>
            <source>must have a class_name and a config</source>
            <translation>必须有 class_name 和 config</translation>
        </message>
        <message>
            <source>{name} is not known; there are {known}</source>
            <translation>{name} 未知；可用的有 {known}</translation>
        </message>
        <message>
            <source>is missing</source>
            <translation>缺失</translation>
        </message>
    </context>
</TS>
