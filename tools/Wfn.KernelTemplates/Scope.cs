namespace Wfn.KernelTemplates;

/// <summary>The names that have a value at a place of a template, and the lines that are defined for later.</summary>
internal sealed class Scope
{
    private readonly Dictionary<string, int> values = [];
    private readonly Dictionary<string, IReadOnlyList<TemplateNode>> definitions = [];

    /// <summary>A name's value, or null.</summary>
    public int? Value(string name) => values.TryGetValue(name, out var value) ? value : null;

    /// <summary>Defined lines, or null.</summary>
    public IReadOnlyList<TemplateNode>? Lines(string name) => definitions.GetValueOrDefault(name);

    /// <summary>Defines lines.</summary>
    public void Define(string name, IReadOnlyList<TemplateNode> lines) => definitions[name] = lines;

    /// <summary>Does something once for each value of a name, which has none or its old one afterwards.</summary>
    public void ForEach(string name, IEnumerable<int> all, Action body)
    {
        var before = Value(name);
        foreach (var value in all)
        {
            values[name] = value;
            body();
        }

        if (before is { } old)
        {
            values[name] = old;
        }
        else
        {
            values.Remove(name);
        }
    }
}
