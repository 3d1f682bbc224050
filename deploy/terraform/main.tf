# LinkledgerReader, the role that Linkledger reads an account's PrivateLink fleet with: read-only.
terraform {
  required_version = ">= 1.3"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "AWS"
      identifiers = [var.trusted_principal_arn]
    }
    condition {
      test     = "StringEquals"
      variable = "sts:ExternalId"
      values   = [var.external_id]
    }
  }
}

data "aws_iam_policy_document" "read" {
  statement {
    sid       = "Read"
    resources = ["*"]
    actions = concat(
      local.read,
      var.payer ? local.payer : [],
      var.management ? local.management : [],
    )
  }
}

resource "aws_iam_role" "reader" {
  name                 = var.role_name
  description          = "Read-only, for Linkledger"
  max_session_duration = 3600
  assume_role_policy   = data.aws_iam_policy_document.trust.json
  tags                 = var.tags
}

resource "aws_iam_role_policy" "read" {
  name   = "linkledger-read"
  role   = aws_iam_role.reader.id
  policy = data.aws_iam_policy_document.read.json
}
