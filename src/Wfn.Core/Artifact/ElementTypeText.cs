using Wfn.Graph;

namespace Wfn.Artifact;

/// <summary>The header field of an element type, which is left out for float32.</summary>
internal static class ElementTypeText
{
    private const string Field = "element";
    private static readonly string[] Words = ["float32", "int32", "int64", "bool"];

    public static ArtifactLineWriter Write(ArtifactLineWriter line, ElementType element) =>
        element == ElementType.Float32 ? line : line.Word(Field, Words[(int)element]);

    public static ElementType Read(ArtifactLine line) =>
        line.Has(Field) ? (ElementType)line.Choice(Field, Words) : ElementType.Float32;
}
