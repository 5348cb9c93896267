namespace Wfn.KernelTemplates;

/// <summary>A part of a template: a line of text, or a directive with the lines that belong to it.</summary>
internal abstract record TemplateNode
{
    /// <summary>Appends the lines that it stands for.</summary>
    /// <param name="scope">The names that have a value here.</param>
    /// <param name="indent">What lines begin with besides their own indentation.</param>
    /// <param name="lines">Receives the lines.</param>
    public abstract void Render(Scope scope, string indent, List<string> lines);

    private static void RenderAll(IReadOnlyList<TemplateNode> nodes, Scope scope, string indent, List<string> lines)
    {
        foreach (var node in nodes)
        {
            node.Render(scope, indent, lines);
        }
    }

    /// <summary>A line.</summary>
    public sealed record Line(LineText Text) : TemplateNode
    {
        /// <inheritdoc/>
        public override void Render(Scope scope, string indent, List<string> lines)
        {
            var text = Text.Render(scope);
            lines.Add(text.Length == 0 ? "" : indent + text);
        }
    }

    /// <summary><c>@for</c>.</summary>
    public sealed record Repetition(string Name, IValues Values, IReadOnlyList<TemplateNode> Body) : TemplateNode
    {
        /// <inheritdoc/>
        public override void Render(Scope scope, string indent, List<string> lines) =>
            scope.ForEach(Name, Values.Of(scope), () => RenderAll(Body, scope, indent, lines));
    }

    /// <summary><c>@if</c>.</summary>
    public sealed record Condition(Expression Test, IReadOnlyList<TemplateNode> Then, IReadOnlyList<TemplateNode> Otherwise) : TemplateNode
    {
        /// <inheritdoc/>
        public override void Render(Scope scope, string indent, List<string> lines) =>
            RenderAll(Test.Value(scope) != 0 ? Then : Otherwise, scope, indent, lines);
    }

    /// <summary><c>@define</c>.</summary>
    public sealed record Definition(string Name, IReadOnlyList<TemplateNode> Body) : TemplateNode
    {
        /// <inheritdoc/>
        public override void Render(Scope scope, string indent, List<string> lines) => scope.Define(Name, Body);
    }

    /// <summary><c>@insert</c>.</summary>
    public sealed record Insertion(string Name, string Indent, string Place) : TemplateNode
    {
        /// <inheritdoc/>
        public override void Render(Scope scope, string indent, List<string> lines) => RenderAll(
            scope.Lines(Name) ?? throw new TemplateException($"{Place}: no lines {Name} are defined above"), scope, indent + Indent, lines);
    }
}
