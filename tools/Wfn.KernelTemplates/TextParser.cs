using System.Globalization;
using System.Text;

namespace Wfn.KernelTemplates;

/// <summary>Reads a line's text, and the expressions in it and in directives.</summary>
/// <param name="text">The text.</param>
/// <param name="place">Where it stands, for messages.</param>
internal sealed class TextParser(string text, string place)
{
    // Operators by how tightly they bind, the loosest first.
    private static readonly string[][] Operators = [["==", "!=", "<=", ">=", "<", ">"], ["+", "-"], ["*"]];

    private int at;

    /// <summary>Text with values.</summary>
    public LineText ParseText() => Text(isArgument: false);

    /// <summary>An expression and nothing else.</summary>
    public Expression ParseExpression()
    {
        var expression = Expression();
        return IsAtEnd() ? expression : throw Error("the expression goes on");
    }

    /// <summary><c>name = first..last</c> or <c>name in a, b</c>, and nothing else.</summary>
    public (string Name, IValues Values) ParseValues()
    {
        var values = Values();
        return IsAtEnd() ? values : throw Error("the values go on");
    }

    // An argument ends with a semicolon or with the parenthesis of what it belongs to.
    private LineText Text(bool isArgument)
    {
        var parts = new List<LineText.Part>();
        var verbatim = new StringBuilder();
        for (var depth = 0; at < text.Length;)
        {
            var character = text[at];
            if (isArgument && depth == 0 && character is ';' or ')')
            {
                break;
            }

            if (character == '$')
            {
                at++;
                parts.Add(new LineText.Verbatim(verbatim.ToString()));
                verbatim.Clear();
                parts.Add(Value());
                continue;
            }

            depth += character == '(' ? 1 : character == ')' ? -1 : 0;
            verbatim.Append(character);
            at++;
        }

        parts.Add(new LineText.Verbatim(verbatim.ToString()));
        return new LineText(parts);
    }

    private LineText.Part Value()
    {
        if (Take("("))
        {
            var expression = Expression();
            Expect(")");
            return new LineText.Number(expression);
        }

        var name = Name();
        return name switch
        {
            "pick" when Take("(") => Pick(),
            "list" when Take("(") => List(),
            _ => new LineText.Number(new Expression.Name(name, place)),
        };
    }

    private LineText.Pick Pick()
    {
        var index = Expression();
        var texts = new List<LineText>();
        while (Take(";"))
        {
            SkipBlanks();
            texts.Add(Text(isArgument: true));
        }

        Expect(")");
        return texts.Count > 0 ? new LineText.Pick(index, texts, place) : throw Error("$pick has no texts");
    }

    private LineText.Joined List()
    {
        var (name, values) = Values();
        Expect(";");
        SkipBlanks();
        var item = Text(isArgument: true);
        Expect(")");
        return new LineText.Joined(name, values, item);
    }

    private (string Name, IValues Values) Values()
    {
        SkipBlanks();
        var name = Name();
        SkipBlanks();
        if (Take("="))
        {
            var first = Expression();
            Expect("..");
            return (name, new ValueRange(first, Expression()));
        }

        Expect("in ");
        var values = new List<Expression> { Expression() };
        while (Take(","))
        {
            values.Add(Expression());
        }

        return (name, new ValueList(values));
    }

    private Expression Expression(int level = 0)
    {
        if (level == Operators.Length)
        {
            return Operand();
        }

        var left = Expression(level + 1);
        while (true)
        {
            SkipBlanks();
            if (Array.Find(Operators[level], Take) is not { } found)
            {
                return left;
            }

            left = new Expression.Binary(found, left, Expression(level + 1));
        }
    }

    private Expression Operand()
    {
        SkipBlanks();
        if (Take("("))
        {
            var inner = Expression();
            Expect(")");
            return inner;
        }

        var start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        return at > start
            ? new Expression.Constant(int.Parse(text.AsSpan(start, at - start), CultureInfo.InvariantCulture))
            : new Expression.Name(Name(), place);
    }

    private string Name()
    {
        var start = at;
        while (at < text.Length && char.IsAsciiLetter(text[at]))
        {
            at++;
        }

        return at > start ? text[start..at] : throw Error("there is no name");
    }

    private bool IsAtEnd()
    {
        SkipBlanks();
        return at == text.Length;
    }

    private void SkipBlanks()
    {
        while (at < text.Length && text[at] == ' ')
        {
            at++;
        }
    }

    private bool Take(string expected)
    {
        if (string.CompareOrdinal(text, at, expected, 0, expected.Length) != 0)
        {
            return false;
        }

        at += expected.Length;
        return true;
    }

    private void Expect(string expected)
    {
        SkipBlanks();
        if (!Take(expected))
        {
            throw Error($"there is no '{expected}'");
        }
    }

    private TemplateException Error(string message) => new($"{place}: {message} at column {at + 1} of '{text}'");
}
