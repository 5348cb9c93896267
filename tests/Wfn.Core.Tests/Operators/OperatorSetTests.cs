using System.Reflection;
using Wfn.Graph;
using Wfn.Operators;

namespace Wfn.Core.Tests.Operators;

public class OperatorSetTests
{
    [Fact]
    public void TheDocumentListsTheKinds() => GeneratedSection.Check(
        "artifact-format.md",
        "kinds",
        ["| kind | what it does | inputs | outputs | attributes |", "|---|---|---|---|---|"],
        OperatorSet.All.OrderBy(o => o.Kind, StringComparer.Ordinal).Select(o =>
            $"| `{o.Kind}` | {o.Summary} | {string.Join(", ", o.Operands.Select(Operand))} | {Results(o)} | {string.Join(", ", o.Attributes.Select(Attribute))} |"));

    [Fact]
    public void EveryNodeHasItsDefinitionInTheSet()
    {
        var nodes = typeof(Node).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Node)) && !type.IsAbstract);
        Assert.Equal(
            nodes.OrderBy(type => type.Name, StringComparer.Ordinal),
            OperatorSet.All.Select(o => o.Blank.GetType()).Distinct().OrderBy(type => type.Name, StringComparer.Ordinal));
        Assert.All(OperatorSet.All, o => Assert.Same(o, o.Blank.Signature));
    }

    [Fact]
    public void EveryRowOfAFamilyIsInItsTable()
    {
        Assert.Equal(Rows<UnaryFunction>(typeof(UnaryFunctions)), UnaryFunctions.All.OrderBy(row => row.Kind, StringComparer.Ordinal));
        Assert.Equal(Rows<BinaryOperator>(typeof(BinaryOperator)), BinaryOperator.All.OrderBy(row => row.Kind, StringComparer.Ordinal));
    }

    [Fact]
    public void AnAttributeIsReadAsItWasWritten()
    {
        foreach (var definition in OperatorSet.All)
        {
            foreach (var attribute in definition.Attributes)
            {
                var value = attribute.Get(definition.Blank);
                Assert.Equal(definition.Blank, attribute.Set(definition.Blank, value));
            }
        }
    }

    private static IEnumerable<T> Rows<T>(Type table)
        where T : OperatorDefinition => table.GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.FieldType == typeof(T))
            .Select(field => (T)field.GetValue(null)!).OrderBy(row => row.Kind, StringComparer.Ordinal);

    private static string Operand(OperandSpec operand) =>
        $"{operand.Name}{(operand.IsVariadic ? "…" : "")}{(operand.Kind == OperandKind.Parameter ? " (parameter)" : "")}{(operand.IsOptional ? " (optional)" : "")}";

    private static string Results(OperatorDefinition definition) =>
        string.Join(", ", definition.Results) + (definition.HasVariadicResults ? "…" : "");

    private static string Attribute(AttributeSpec attribute) => attribute.Kind switch
    {
        AttributeKind.Integer => $"`{attribute.Name}` {attribute.Minimum} to {attribute.Maximum}",
        AttributeKind.Integers => $"`{attribute.Name}` {(attribute.Count is { } count ? $"{count} integers" : "integers")} {attribute.Minimum} to {attribute.Maximum}",
        AttributeKind.Word => $"`{attribute.Name}` {string.Join(" or ", attribute.Words)}",
        AttributeKind.Shape => $"`{attribute.Name}` shape",
        _ => $"`{attribute.Name}` number",
    } + (attribute.IsOptional ? " (optional)" : "");
}
