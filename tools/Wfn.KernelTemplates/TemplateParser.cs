using System.Text.RegularExpressions;

namespace Wfn.KernelTemplates;

/// <summary>Reads the lines of a template.</summary>
internal sealed partial class TemplateParser
{
    private readonly string name;
    private readonly string[] lines;
    private int at;

    /// <summary>A parser of a text.</summary>
    public TemplateParser(string name, string text)
    {
        this.name = name;
        lines = text.Replace("\r\n", "\n", StringComparison.Ordinal).TrimEnd('\n').Split('\n');
    }

    private string Place => $"{name}({at + 1})";

    /// <summary>Reads all of it.</summary>
    public IReadOnlyList<TemplateNode> Parse()
    {
        var nodes = Body();
        return at == lines.Length ? nodes : throw Error($"{lines[at].Trim()} has no beginning");
    }

    // Up to the end of the text or of a directive's lines.
    private List<TemplateNode> Body()
    {
        var nodes = new List<TemplateNode>();
        for (; at < lines.Length; at++)
        {
            var line = lines[at];
            var directive = DirectiveLine().Match(line);
            if (!directive.Success)
            {
                nodes.Add(new TemplateNode.Line(new TextParser(line, Place).ParseText()));
                continue;
            }

            var (indent, argument) = (directive.Groups["indent"].Value, directive.Groups["argument"].Value);
            switch (directive.Groups["name"].Value)
            {
                case "end" or "else":
                    return nodes;
                case "for":
                    var (variable, values) = new TextParser(argument, Place).ParseValues();
                    nodes.Add(new TemplateNode.Repetition(variable, values, Lines()));
                    break;
                case "if":
                    nodes.Add(Condition(new TextParser(argument, Place).ParseExpression()));
                    break;
                case "define":
                    nodes.Add(new TemplateNode.Definition(argument, Lines()));
                    break;
                case "insert":
                    nodes.Add(new TemplateNode.Insertion(argument, indent, Place));
                    break;
                default:
                    throw Error($"there is no directive {line.Trim()}");
            }
        }

        return nodes;
    }

    private List<TemplateNode> Lines()
    {
        var body = Inner();
        return lines[at].Trim() == "@end" ? body : throw Error("@else belongs to an @if");
    }

    private TemplateNode.Condition Condition(Expression test)
    {
        var then = Inner();
        return lines[at].Trim() == "@else"
            ? new TemplateNode.Condition(test, then, Lines())
            : new TemplateNode.Condition(test, then, []);
    }

    // From the line behind a directive to the one that ends its lines.
    private List<TemplateNode> Inner()
    {
        var start = Place;
        at++;
        var body = Body();
        return at < lines.Length ? body : throw new TemplateException($"{start}: there is no @end");
    }

    private TemplateException Error(string message) => new($"{Place}: {message}");

    [GeneratedRegex(@"^(?<indent>\s*)@(?<name>\w+)\s*(?<argument>.*?)\s*$")]
    private static partial Regex DirectiveLine();
}
