using Wfn.Import.Onnx.Operators;
using Wfn.Operators;

namespace Wfn.Import.Onnx;

/// <summary>Every operator that is read; docs/supported-operators.md is checked against it.</summary>
internal static class OperatorRegistry
{
    private static readonly OnnxOperator[] OfClasses =
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
        new SliceOperator(),
        new SoftmaxOperator(),
        new SqueezeOperator(),
        new SubOperator(),
        new TransposeOperator(),
        new UnsqueezeOperator(),
    ];

    /// <summary>The operators by name: a class each, and those that are a function of one element by their rows.</summary>
    public static IReadOnlyList<OnnxOperator> All { get; } =
    [
        .. OfClasses
            .Concat(UnaryFunctions.All.Where(function => function.OnnxName is not null).Select(function => new FunctionOperator(function)))
            .OrderBy(known => known.OpType, StringComparer.Ordinal),
    ];

    private static readonly Dictionary<string, OnnxOperator> ByName = All.ToDictionary(o => o.OpType, StringComparer.Ordinal);

    /// <summary>The operator of that name, or null.</summary>
    public static OnnxOperator? Find(string opType) => ByName.TryGetValue(opType, out var found) ? found : null;
}
