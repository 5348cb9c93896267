using System.Globalization;

namespace Wfn.KernelTemplates;

/// <summary>Text with values in it: the rest of a line, or an argument of <c>$pick</c> and <c>$list</c>.</summary>
/// <param name="Parts">Its parts.</param>
internal sealed record LineText(IReadOnlyList<LineText.Part> Parts)
{
    /// <summary>The text with its values.</summary>
    public string Render(Scope scope) => string.Concat(Parts.Select(p => p.Render(scope)));

    /// <summary>A part of a text.</summary>
    public abstract record Part
    {
        /// <summary>The part with its values.</summary>
        public abstract string Render(Scope scope);
    }

    /// <summary>Text as it stands.</summary>
    public sealed record Verbatim(string Text) : Part
    {
        /// <inheritdoc/>
        public override string Render(Scope scope) => Text;
    }

    /// <summary><c>$name</c> and <c>$(expression)</c>.</summary>
    public sealed record Number(Expression Expression) : Part
    {
        /// <inheritdoc/>
        public override string Render(Scope scope) => Expression.Value(scope).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary><c>$pick</c>.</summary>
    public sealed record Pick(Expression Index, IReadOnlyList<LineText> Texts, string Place) : Part
    {
        /// <inheritdoc/>
        public override string Render(Scope scope)
        {
            var index = Index.Value(scope);
            return index >= 0 ? Texts[Math.Min(index, Texts.Count - 1)].Render(scope) : throw new TemplateException($"{Place}: $pick of {index}");
        }
    }

    /// <summary><c>$list</c>.</summary>
    public sealed record Joined(string Name, IValues Values, LineText Text) : Part
    {
        /// <inheritdoc/>
        public override string Render(Scope scope)
        {
            var texts = new List<string>();
            scope.ForEach(Name, Values.Of(scope), () => texts.Add(Text.Render(scope)));
            return string.Join(", ", texts);
        }
    }
}
