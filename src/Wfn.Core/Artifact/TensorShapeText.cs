using System.Globalization;
using Wfn.Graph;

namespace Wfn.Artifact;

/// <summary>Shapes as the header field <c>shape=[batch,1,28,28]</c>.</summary>
internal static class TensorShapeText
{
    private const string Batch = "batch";

    public static ArtifactLineWriter Write(ArtifactLineWriter line, TensorShape shape) => line.Words(
        "shape", shape.Dimensions.Select(d => d == TensorShape.Dynamic ? Batch : d.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Reads the shape of an activation, whose axis 0 may be the dynamic batch.</summary>
    public static TensorShape ReadActivation(ArtifactLine line)
    {
        var shape = Read(line);
        return shape.Rank > 0 ? shape : throw line.Fail("shape", "the batch axis is missing");
    }

    /// <summary>Reads the shape of a parameter: a scalar, or all axes known.</summary>
    public static TensorShape ReadParameter(ArtifactLine line)
    {
        var shape = Read(line);
        return shape.Rank == 0 || shape[0] != TensorShape.Dynamic ? shape : throw line.Fail("shape", "a parameter has no batch axis");
    }

    private static TensorShape Read(ArtifactLine line)
    {
        var words = line.Words("shape");
        if (words.Length > Limits.Rank)
        {
            throw line.Fail("shape", $"more than {Limits.Rank} axes");
        }

        var dimensions = new int[words.Length];
        var elements = 1L;
        for (var i = 0; i < words.Length; i++)
        {
            if (i == 0 && words[0] == Batch)
            {
                dimensions[0] = TensorShape.Dynamic;
                continue;
            }

            var valid = int.TryParse(words[i], NumberStyles.None, CultureInfo.InvariantCulture, out dimensions[i]);
            if (!valid || dimensions[i] < 1)
            {
                throw line.Fail("shape", $"'{words[i]}' is no dimension");
            }

            elements *= dimensions[i];
            if (elements > Limits.Elements)
            {
                throw line.Fail("shape", "more than 2^31 - 1 elements");
            }
        }

        return new TensorShape(EquatableArray.TakeOwnership(dimensions));
    }
}
