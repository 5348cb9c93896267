using Wfn.Diagnostics;

namespace Wfn.Import;

/// <summary>Everything that is not supported of a model, to be told in one message.</summary>
internal sealed class Problems
{
    private const int MostNodes = 20;
    private const int MostReasons = 50;

    private readonly List<string> reasons = [];
    private readonly Dictionary<string, List<string>> nodes = new(StringComparer.Ordinal);

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => reasons.Count == 0;

    /// <summary>What can be done about all of it; a sentence, or empty.</summary>
    public string Remedy { get; set; } = "";

    /// <summary>Notes something that has no node.</summary>
    public void Add(string reason) => NodesOf(reason);

    /// <summary>Notes a node.</summary>
    public void Add(string node, string reason) => NodesOf(reason).Add(node);

    /// <summary>The message: each reason once, with the nodes it stands at.</summary>
    public WfnException ToException()
    {
        var parts = reasons.Take(MostReasons).Select(reason => reason + NodeList(nodes[reason]));
        var more = reasons.Count > MostReasons ? $"; and {reasons.Count - MostReasons} more" : "";
        return new WfnException(
            DiagnosticCodes.UnsupportedOperator,
            $"the model asks for what is not supported: {string.Join("; ", parts)}{more}. docs/supported-operators.md lists what is"
            + (Remedy.Length == 0 ? "" : $". {Remedy}"));
    }

    private static string NodeList(List<string> names)
    {
        if (names.Count == 0)
        {
            return "";
        }

        var more = names.Count > MostNodes ? $" and {names.Count - MostNodes} more" : "";
        return $" ({(names.Count == 1 ? "node" : "nodes")} {string.Join(", ", names.Take(MostNodes).Select(DataName.Quote))}{more})";
    }

    private List<string> NodesOf(string reason)
    {
        if (!nodes.TryGetValue(reason, out var list))
        {
            reasons.Add(reason);
            nodes.Add(reason, list = []);
        }

        return list;
    }
}
