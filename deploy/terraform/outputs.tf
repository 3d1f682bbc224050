output "role_arn" {
  description = "For linkledger.yaml, as roleArn."
  value       = aws_iam_role.reader.arn
}
