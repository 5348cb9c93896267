using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Wfn.Benchmarks.Inference.Candidates;

/// <summary>Generated code with a clock between its steps: every statement of the method that runs a sample is one.</summary>
/// <param name="Source">The file that holds that method.</param>
/// <param name="Names">What each step is: the plan's words above it.</param>
/// <param name="Plan">The plan's table in the file's header.</param>
internal sealed record TimedSteps(string Source, IReadOnlyList<string> Names, string Plan)
{
    /// <summary>The field of the generated class that holds the clock's ticks, step by step; whoever reads it sets it back.</summary>
    public const string TicksField = "StepTicks";
    private const string Clock = "global::System.Diagnostics.Stopwatch.GetTimestamp()";

    /// <summary>Puts the clock in.</summary>
    /// <param name="source">The file that holds the method <c>Run</c>.</param>
    /// <param name="className">The generated class.</param>
    public static TimedSteps Of(string source, string className)
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
        return new TimedSteps(root.ReplaceNode(model, timed).ToFullString(), names, PlanOf(source));
    }

    private static string PlanOf(string source) => string.Join(
        '\n',
        source.Split('\n')
                .SkipWhile(line => !line.StartsWith("// step ", StringComparison.Ordinal))
                .TakeWhile(line => line.StartsWith("//", StringComparison.Ordinal))
                .Select(line => line[2..]));

    // The comment above a step; where there is none it belongs to the step before.
    private static string Name(StatementSyntax statement)
    {
        var comment = statement.GetLeadingTrivia().LastOrDefault(t => t.IsKind(SyntaxKind.SingleLineCommentTrivia)).ToString();
        return comment.Length > 0 ? comment[3..] : statement.ToString();
    }
}
