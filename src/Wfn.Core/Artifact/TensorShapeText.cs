using System.Globalization;
using Wfn.Graph;

namespace Wfn.Artifact;

/// <summary>Shapes as the header field <c>shape=[batch,1,28,28]</c>.</summary>
internal static class TensorShapeText
{
    private const string Batch = "batch";

    private const string Field = "shape";

    public static ArtifactLineWriter Write(ArtifactLineWriter line, TensorShape shape, string field = Field) => line.Words(
        field, shape.Dimensions.Select(d => d == TensorShape.Dynamic ? Batch : d.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Reads the shape of an activation, one axis of which may be the batch.</summary>
    public static TensorShape ReadActivation(ArtifactLine line, string field = Field) => Read(line, field);

    /// <summary>Reads the shape of a parameter, whose axes are all known.</summary>
    public static TensorShape ReadParameter(ArtifactLine line)
    {
        var shape = Read(line, Field);
        return shape.Dimensions.Contains(TensorShape.Dynamic) ? throw line.Fail(Field, "a parameter has no batch axis") : shape;
    }

    private static TensorShape Read(ArtifactLine line, string field)
    {
        var words = line.Words(field);
        if (words.Length > Limits.Rank)
        {
            throw line.Fail(field, $"more than {Limits.Rank} axes");
        }

        var dimensions = new int[words.Length];
        var elements = 1L;
        for (var i = 0; i < words.Length; i++)
        {
            if (words[i] == Batch && !words.Take(i).Contains(Batch))
            {
                dimensions[i] = TensorShape.Dynamic;
                continue;
            }

            var valid = int.TryParse(words[i], NumberStyles.None, CultureInfo.InvariantCulture, out dimensions[i]);
            if (!valid || dimensions[i] < 1)
            {
                throw line.Fail(field, $"'{words[i]}' is no dimension");
            }

            elements *= dimensions[i];
            if (elements > Limits.Elements)
            {
                throw line.Fail(field, "more than 2^31 - 1 elements");
            }
        }

        return new TensorShape(EquatableArray.TakeOwnership(dimensions));
    }
}
