using Wfn.Import.Onnx.Operators;

namespace Wfn.Import.Onnx;

/// <summary>Every operator that is read; docs/supported-operators.md is checked against it.</summary>
internal static class OperatorRegistry
{
    /// <summary>The operators by name.</summary>
    public static IReadOnlyList<OnnxOperator> All { get; } =
    [
        new AddOperator(),
        new AveragePoolOperator(),
        new BatchNormalizationOperator(),
        new CastOperator(),
        new ClipOperator(),
        new ConcatOperator(),
        new ConstantOperator(),
        new ConstantOfShapeOperator(),
        new ConvOperator(),
        new DivOperator(),
        new DropoutOperator(),
        new FlattenOperator(),
        new FloorOperator(),
        new GatherOperator(),
        new GemmOperator(),
        new GlobalAveragePoolOperator(),
        new IdentityOperator(),
        new MatMulOperator(),
        new MaxPoolOperator(),
        new MulOperator(),
        new PadOperator(),
        new RangeOperator(),
        new ReduceMeanOperator(),
        new ReluOperator(),
        new ReshapeOperator(),
        new ShapeOperator(),
        new SigmoidOperator(),
        new SliceOperator(),
        new SoftmaxOperator(),
        new SqueezeOperator(),
        new SubOperator(),
        new TransposeOperator(),
        new UnsqueezeOperator(),
    ];

    private static readonly Dictionary<string, OnnxOperator> ByName = All.ToDictionary(o => o.OpType, StringComparer.Ordinal);

    /// <summary>The operator of that name, or null.</summary>
    public static OnnxOperator? Find(string opType) => ByName.TryGetValue(opType, out var found) ? found : null;
}
