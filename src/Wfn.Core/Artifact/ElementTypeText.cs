using Wfn.Graph;

namespace Wfn.Artifact;

/// <summary>The header field of an element type, which is left out for float32.</summary>
internal static class ElementTypeText
{
    private const string Field = "element";
    private const string GivenField = "given";
    private static readonly string[] Words = ["float32", "int32", "int64", "bool"];

    public static ArtifactLineWriter Write(ArtifactLineWriter line, ElementType element) =>
        element == ElementType.Float32 ? line : line.Word(Field, Words[(int)element]);

    public static ElementType Read(ArtifactLine line) => Read(line, Field);

    /// <summary>Writes the type that the model's file gives an input or output.</summary>
    public static ArtifactLineWriter WriteGiven(ArtifactLineWriter line, ElementType given) =>
        given == ElementType.Float32 ? line : line.Word(GivenField, Words[(int)given]);

    /// <summary>Reads the type that the model's file gives an input or output.</summary>
    public static ElementType ReadGiven(ArtifactLine line) => Read(line, GivenField);

    private static ElementType Read(ArtifactLine line, string field) =>
        line.Has(field) ? (ElementType)line.Choice(field, Words) : ElementType.Float32;
}
