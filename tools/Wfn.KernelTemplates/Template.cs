using System.Text;

namespace Wfn.KernelTemplates;

/// <summary>
/// C# whose repeated parts are written once. Lines that begin with @ are directives, all others are text:
/// <code>
/// @for p = 0..pixels - 1      once for each number, both ends included; not at all where the second is smaller
/// @for pixels in 8, 7, 4, 1   once for each of these
/// @if pixels > 1, @else       a condition: == != &lt; &lt;= > >=
/// @define Name                lines for later; names in them have the values that they have where the lines are inserted
/// @insert Name                these lines, moved in as far as the directive is
/// @end                        ends @for, @if and @define
/// </code>
/// In text, <c>$p</c> is a name's value, <c>$(p + 1)</c> an expression's, <c>$pick(p; first; second; others)</c> the text of that number,
/// from 0, where the last one stands for all that follow, and <c>$list(p = 0..3; text)</c> the text for each number, with commas between.
/// </summary>
internal sealed class Template
{
    private readonly IReadOnlyList<TemplateNode> nodes;

    private Template(IReadOnlyList<TemplateNode> nodes) => this.nodes = nodes;

    /// <summary>Reads a template.</summary>
    /// <param name="name">Its name for messages.</param>
    /// <param name="text">Its text.</param>
    /// <exception cref="TemplateException">It has an error.</exception>
    public static Template Parse(string name, string text) => new(new TemplateParser(name, text).Parse());

    /// <summary>The text that it stands for.</summary>
    /// <exception cref="TemplateException">A name has no value.</exception>
    public string Render()
    {
        var output = new StringBuilder();
        var lines = new List<string>();
        var scope = new Scope();
        foreach (var node in nodes)
        {
            node.Render(scope, indent: "", lines);
        }

        for (var i = 0; i < lines.Count; i++)
        {
            // The line that parts two repetitions is not needed behind the last one.
            if (lines[i].Length > 0 || i + 1 == lines.Count || lines[i + 1].Trim() != "}")
            {
                output.Append(lines[i]).Append('\n');
            }
        }

        return output.ToString();
    }
}
