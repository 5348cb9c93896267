using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Inference.Candidates;

/// <summary>Puts a clock between the steps of generated code: every statement of the method that runs a sample is a step.</summary>
internal static class TimedSteps
{
    /// <summary>The field of the generated class that holds the clock's ticks, step by step; whoever reads it sets it back.</summary>
    public const string TicksField = "StepTicks";
    private const string Clock = "global::System.Diagnostics.Stopwatch.GetTimestamp()";

    /// <summary>The source with the clock, and what each step is: the plan's words above it.</summary>
    /// <param name="source">The file that holds the method <c>Run</c>.</param>
    /// <param name="className">The generated class.</param>
    public static (string Source, IReadOnlyList<string> Steps) Of(string source, string className)
    {
        var root = CSharpSyntaxTree.ParseText(source).GetCompilationUnitRoot();
        var model = root.DescendantNodes().OfType<ClassDeclarationSyntax>().First(c => c.Identifier.Text == className);
        var run = model.Members.OfType<MethodDeclarationSyntax>().Single(m => m.Identifier.Text == "Run");
        var names = new List<string>();
        var statements = new List<StatementSyntax> { SyntaxFactory.ParseStatement($"var last = {Clock};\n") };
        foreach (var statement in run.Body!.Statements)
        {
            statements.Add(statement);
            statements.Add(SyntaxFactory.ParseStatement(string.Create(
                CultureInfo.InvariantCulture, $"{{ var now = {Clock}; {TicksField}[{names.Count}] += now - last; last = now; }}\n")));
            names.Add(Name(statement));
        }

        var ticks = SyntaxFactory.ParseMemberDeclaration(string.Create(
            CultureInfo.InvariantCulture, $"internal static readonly long[] {TicksField} = new long[{names.Count}];\n"))!;
        var timed = model.ReplaceNode(run, run.WithBody(SyntaxFactory.Block(statements))).AddMembers(ticks);
        return (root.ReplaceNode(model, timed).ToFullString(), names);
    }

    // The comment above a step; where there is none it belongs to the step before.
    private static string Name(StatementSyntax statement)
    {
        var comment = statement.GetLeadingTrivia().LastOrDefault(t => t.IsKind(SyntaxKind.SingleLineCommentTrivia)).ToString();
        return comment.Length > 0 ? comment.TrimStart('/', ' ') : statement.ToString();
    }
}
