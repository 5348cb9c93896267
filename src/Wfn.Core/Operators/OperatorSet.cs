using Wfn.Graph;

namespace Wfn.Operators;

/// <summary>Every operator there is: a line each, families by their rows.</summary>
public static class OperatorSet
{
    private static readonly Dictionary<string, OperatorDefinition> ByKind;

    static OperatorSet()
    {
        All =
        [
            ConvolutionDefinition.Instance,
            TransposedConvolutionDefinition.Instance,
            LinearDefinition.Instance,
            MatrixProductDefinition.Instance,
            BatchNormDefinition.Instance,
            LayerNormDefinition.Instance,
            GroupNormDefinition.Instance,
            LocalResponseNormDefinition.Instance,
            SoftmaxDefinition.Instance,
            ReluDefinition.Instance,
            ClipDefinition.Instance,
            .. UnaryFunctions.All,
            .. BinaryOperator.All,
            .. ReductionOperator.All,
            .. ArgumentOperator.All,
            .. TopOperator.All,
            LookupDefinition.Instance,
            .. RecurrentCell.All,
            MaxPoolDefinition.Instance,
            AveragePoolDefinition.Instance,
            GlobalAveragePoolDefinition.Instance,
            ReshapeDefinition.Instance,
            TransposeDefinition.Instance,
            ConcatDefinition.Instance,
            SliceDefinition.Instance,
            PadDefinition.Instance,
            GatherDefinition.Instance,
            PickDefinition.Instance,
            PickAlongDefinition.Instance,
            PutDefinition.Instance,
            ResampleDefinition.Instance,
            GridSampleDefinition.Instance,
        ];
        ByKind = All.ToDictionary(definition => definition.Kind, StringComparer.Ordinal);
    }

    /// <summary>The definitions, in the order of docs.</summary>
    public static IReadOnlyList<OperatorDefinition> All { get; }

    /// <summary>The definition of a kind, or null where this version knows none.</summary>
    /// <param name="kind">The kind's name in the .wfn format.</param>
    /// <param name="version">The format's version: the first had one kind for all functions of two elements.</param>
    public static OperatorSignature? Find(string kind, int version) => ByKind.TryGetValue(kind, out var found)
        ? found
        : version == 1 && kind == FirstVersionBinary.Instance.Kind ? FirstVersionBinary.Instance : null;
}
