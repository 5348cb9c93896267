using Wfn.Import.Onnx.Families;
using Wfn.Import.Onnx.Operators;
using Wfn.Import.Onnx.Operators.Microsoft;

namespace Wfn.Import.Onnx;

/// <summary>Every operator that is read: a class in each file of Operators, and those of families by their rows.</summary>
internal static class OperatorRegistry
{
    /// <summary>The operators, ordered by name; docs/supported-operators.md is generated from them.</summary>
    public static IReadOnlyList<OnnxOperator> All { get; } =
    [
        .. OnnxOperatorFiles.Items.Concat(FunctionOperator.All).Concat(RandomOperator.All).Concat(BitwiseOperator.All)
            .Concat(MicrosoftOperatorFiles.Items).Concat(SpelledOperator.All).Concat(QuantizedRow.All)
            .OrderBy(known => known.OpType, StringComparer.Ordinal).ThenBy(known => known.Domain, StringComparer.Ordinal),
    ];

    private static readonly Dictionary<string, OnnxOperator> ByName = All.ToDictionary(
        o => Key(o.Domain, o.OpType), StringComparer.Ordinal);

    /// <summary>Whether any operator of a domain is read.</summary>
    public static bool HasDomain(string domain) => ModelReader.IsOwnDomain(domain) || All.Any(known => known.Domain == domain);

    /// <summary>The operator of that domain and name, or null.</summary>
    public static OnnxOperator? Find(string domain, string opType) =>
        ByName.TryGetValue(Key(ModelReader.IsOwnDomain(domain) ? "" : domain, opType), out var found) ? found : null;

    private static string Key(string domain, string opType) => domain + "/" + opType;
}
