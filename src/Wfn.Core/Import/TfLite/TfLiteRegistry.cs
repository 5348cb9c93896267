using Wfn.Import.TfLite.Families;
using Wfn.Import.TfLite.Operators;
using Wfn.Import.TfLite.Schema;

namespace Wfn.Import.TfLite;

/// <summary>Every operator that is read: a class in each file of Operators, and those of families by their rows.</summary>
internal static class TfLiteRegistry
{
    /// <summary>The operators, ordered by name; docs/supported-operators.md is generated from them.</summary>
    public static IReadOnlyList<TfLiteOperator> All { get; } =
    [
        .. TfLiteOperatorFiles.Items.Concat(FunctionRows.All).Concat(BinaryRows.All).Concat(TruthRows.All).Concat(SelectRows.All).Concat(ReductionRows.All)
            .Concat(ArgumentRows.All)
            .OrderBy(known => known.Name, StringComparer.Ordinal),
    ];

    private static readonly Dictionary<string, TfLiteOperator> ByName = All.ToDictionary(o => o.Name, StringComparer.Ordinal);

    /// <summary>What reads a node, or null.</summary>
    public static TfLiteOperator? Find(TfLiteOperation operation) =>
        ByName.TryGetValue(operation.Operator, out var found) && found.IsCustom == operation.IsCustom ? found : null;
}
