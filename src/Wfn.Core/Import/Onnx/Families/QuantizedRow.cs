using Wfn.Import.Onnx.Operators;
using Wfn.Operators;

namespace Wfn.Import.Onnx.Families;

/// <summary>
/// An operator on integers that stand for real numbers, which means what one of ONNX's own does on those: its operands are read as real
/// numbers, and its result stays in the range of the integers.
/// </summary>
internal sealed class QuantizedRow : OnnxOperator
{
    private const int NewestSoftmax = 13;

    private readonly OnnxOperator meaning;
    private readonly int plain;
    private readonly int count;

    private QuantizedRow(string opType, OnnxOperator meaning, int count = 1, int plain = 0)
        : base(opType, $"what ONNX's {meaning.OpType} becomes, of the real numbers, within the range of the integers", meaning.Unsupported)
    {
        this.meaning = meaning;
        this.count = count;
        this.plain = plain;
    }

    /// <summary>All of them: operands that are read as they are, then values with scale and zero point each, then those of the result.</summary>
    public static IEnumerable<OnnxOperator> All { get; } =
    [
        new QuantizedRow("QLinearAdd", new AddOperator(), count: 2),
        new QuantizedRow("QLinearAveragePool", new AveragePoolOperator()),
        new QuantizedRow("QLinearGlobalAveragePool", new GlobalAveragePoolOperator()),
        new QuantizedRow("QLinearLeakyRelu", new FunctionOperator(UnaryFunctions.LeakyRelu)),
        new QuantizedRow("QLinearMul", new MulOperator(), count: 2),
        new QuantizedRow("QLinearReduceMean", new ReduceMeanOperator()) { Opset = 13 },
        new QuantizedRow("QLinearSigmoid", new FunctionOperator(UnaryFunctions.Sigmoid)),
        new QuantizedRow("QLinearSoftmax", new SoftmaxOperator()),
        new QuantizedRow("QLinearWhere", new WhereOperator(), count: 2, plain: 1),
    ];

    /// <inheritdoc/>
    public override string Domain => MicrosoftDomain.Name;

    /// <inheritdoc/>
    public override bool ReadsIntegers => true;

    /// <inheritdoc/>
    public override bool ReadsQuantized => true;

    private int? Opset { get; init; }

    /// <inheritdoc/>
    public override void Import(OnnxNode node, GraphBuilder graph)
    {
        var values = new ImportedValue?[plain + count];
        for (var i = 0; i < plain; i++)
        {
            values[i] = node.Input(i);
        }

        for (var i = 0; i < count; i++)
        {
            var place = plain + (3 * i);
            values[plain + i] = QuantizedOperand.Real(node, graph, node.Input(place), QuantizedOperand.Form(node, place + 1, place + 2, 1));
        }

        // Softmax says itself which operator set it is of; without an axis it is along the last one.
        var given = node.ToInt(node.Integer("opset", 0), "an opset");
        var opset = given == 0 ? Opset : node.HasAttribute("axis") ? given : NewestSoftmax;
        ChannelsLast.Import(node.With(values, opset), graph, meaning);
        var result = plain + (3 * count);
        QuantizedRange.Saturate(node, graph, QuantizedOperand.Form(node, result, result + 1, 1));
    }
}
