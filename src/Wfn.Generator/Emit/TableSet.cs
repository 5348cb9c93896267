namespace Wfn.Generator.Emit;

/// <summary>The tables of a model; equal ones are one.</summary>
internal sealed class TableSet
{
    private readonly Dictionary<string, string> names = new(StringComparer.Ordinal);
    private readonly List<ModelTable> tables = [];

    /// <summary>The tables.</summary>
    public IReadOnlyList<ModelTable> All => tables;

    /// <summary>The size of all of them.</summary>
    public long Bytes { get; private set; }

    /// <summary>The expression of a table with some text; it is added where there is none.</summary>
    /// <param name="name">A name for it, made unique by a number.</param>
    /// <param name="comment">What it is, as comment text.</param>
    /// <param name="text">Its characters, printable ASCII without the backslash and the quote.</param>
    public string Add(string name, string comment, string text)
    {
        if (!names.TryGetValue(text, out var expression))
        {
            var unique = name + CSharpText.Number(tables.Count);
            tables.Add(new ModelTable(unique, comment, text));
            Bytes += text.Length;
            expression = "Tables." + unique;
            names.Add(text, expression);
        }

        return expression;
    }
}

/// <summary>A table of a model.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Comment">What it is.</param>
/// <param name="Text">Its characters, printable ASCII without the backslash and the quote.</param>
internal sealed record ModelTable(string Name, string Comment, string Text);
