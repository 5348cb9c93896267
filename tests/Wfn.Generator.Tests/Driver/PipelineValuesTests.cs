extern alias WfnGenerator;

using System.Reflection;
using Microsoft.CodeAnalysis;
using WfnGenerator::Wfn.Generator;

namespace Wfn.Generator.Tests.Driver;

/// <summary>
/// What the pipeline keeps from run to run holds no symbol, no syntax and no compilation: those would keep whole projects in
/// memory, and no two of them are ever equal.
/// </summary>
public class PipelineValuesTests
{
    [Fact]
    public void NoStepKeepsSymbolsOrSyntax()
    {
        var run = new DrivenProject()
            .WithModel("digits.wfn", Models.NotCalibrated(0.5f, 1))
            .WithModel("broken.wfn", "wfn 1\n")
            .WithCode("Digits.cs", "[Wfn.WfnModel(\"digits\")] static partial class Digits; [Wfn.WfnModel(\"no\")] static partial class Lost;")
            .Run();

        var names = typeof(TrackingNames).GetFields().Select(f => (string)f.GetRawConstantValue()!).ToArray();
        Assert.Equal(9, names.Length);
        foreach (var name in names)
        {
            var outputs = run.Result.TrackedSteps[name].SelectMany(s => s.Outputs).ToArray();
            Assert.NotEmpty(outputs);
            Assert.All(outputs, o => AssertValuesOnly(name, o.Value, new HashSet<object>(ReferenceEqualityComparer.Instance)));
        }
    }

    private static void AssertValuesOnly(string path, object? value, HashSet<object> seen)
    {
        if (value is null or string || value.GetType().IsPrimitive || value.GetType().IsEnum || !seen.Add(value))
        {
            return;
        }

        Assert.False(
            value is Compilation or ISymbol or SyntaxNode or SyntaxTree or SyntaxReference or SemanticModel or Location or Diagnostic or Delegate,
            $"{path} is a {value.GetType().Name}");
        // What other collections hold, their fields lead to.
        if (value is Array items)
        {
            foreach (var item in items)
            {
                AssertValuesOnly(path + "[]", item, seen);
            }
        }

        for (var type = value.GetType(); type is not null; type = type.BaseType)
        {
            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                if (!field.FieldType.IsPointer)
                {
                    AssertValuesOnly($"{path}.{field.Name}", field.GetValue(value), seen);
                }
            }
        }
    }
}
